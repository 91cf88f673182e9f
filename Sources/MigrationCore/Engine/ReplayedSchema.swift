/// What revisions lead to, with the scratch database on which they were run.
package struct ReplayedSchema {
    package let schema: Schema
    let scratch: ScratchDatabase

    /// Reads what a replay has led to.
    ///
    /// - Parameter replay: the replay, which is not to go on.
    /// - Throws: `MigrationError` where a declaration can't be read.
    package init(_ replay: SchemaReplay) throws(MigrationError) {
        schema = try replay.schema()
        scratch = replay.scratch
    }
}
