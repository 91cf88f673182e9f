/// A token or key that goes into a header and is never shown: it prints as `<REDACTED>`.
package struct BearerToken: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let value: String

    /// Wraps a token.
    ///
    /// - Parameter value: the token itself. What a header can't hold is refused when it is first used.
    package init(_ value: String) {
        self.value = value
    }

    package var description: String { "<REDACTED>" }
    package var debugDescription: String { "<REDACTED>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
