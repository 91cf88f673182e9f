/// A declaration that cannot be read.
package struct SchemaError: Error, Hashable, Sendable {
    /// What is wrong, without a place: `expected a name, found ')'`.
    package let message: String
    /// The offset into the UTF-8 bytes of the text at which it is wrong.
    package let offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}
