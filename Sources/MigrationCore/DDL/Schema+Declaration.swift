extension Schema {
    /// The schema as a file declares it: the `CREATE` statements alone, with their comments.
    ///
    /// A revision's section holds more, the refilling of an index for one.
    package var declaration: String {
        let statements =
            tables.map(\.creation) + virtualTables.map(\.creation) + indexes.map(\.creation) + views.map(\.creation)
            + triggers.map(\.creation)
        return statements.map { DDLStatement($0).fileText }.joined(separator: "\n")
    }
}
