/// Where the parts of a `CREATE TABLE` stand in the UTF-8 bytes of its text.
package struct TableLayout: Hashable, Sendable {
    /// The token of the table's name, without a database's name before it.
    package var name: Range<Int>
    /// From the opening parenthesis to the closing one, both included.
    package var body: Range<Int>
    /// Each column's definition, from its name to its last token.
    package var columns: [Range<Int>]

    package init(name: Range<Int> = 0..<0, body: Range<Int> = 0..<0, columns: [Range<Int>] = []) {
        self.name = name
        self.body = body
        self.columns = columns
    }
}
