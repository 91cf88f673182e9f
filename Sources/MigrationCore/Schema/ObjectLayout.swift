/// Where the names of a `CREATE INDEX`, `CREATE TRIGGER` or `CREATE VIEW` stand in the UTF-8 bytes of its text.
package struct ObjectLayout: Hashable, Sendable {
    /// The token of the object's own name, without a database's name before it.
    package var name: Range<Int>
    /// The token of the name of the table that the object belongs to; empty for a view.
    package var table: Range<Int>

    package init(name: Range<Int> = 0..<0, table: Range<Int> = 0..<0) {
        self.name = name
        self.table = table
    }
}
