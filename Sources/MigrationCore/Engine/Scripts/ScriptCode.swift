/// What runs the code of Swift revisions: types that are linked in, or a process that they were compiled into.
package protocol ScriptCode: Sendable {
    /// Makes ready what a plan will run; called before anything is changed, and again for each new plan.
    ///
    /// - Parameters:
    ///   - revisions: the Swift revisions of the plan.
    ///   - interruption: ends the wait for a compiler.
    /// - Throws: `MigrationError` where one of them can't be run.
    func prepare(_ revisions: [Revision], _ interruption: Interruption) throws(MigrationError)

    /// Whether foreign keys are enforced while a revision runs, as its type says.
    func enforcesForeignKeys(_ revision: Revision) -> Bool

    /// Runs a revision's code to its end.
    ///
    /// - Parameters:
    ///   - revision: a revision that was prepared.
    ///   - direction: up or down.
    ///   - interruption: ends code that does not come back by itself, where that is possible.
    ///   - exchange: answers the code's requests, both as bytes.
    /// - Returns: `ScriptOutcome` as bytes.
    func run(
        _ revision: Revision,
        _ direction: MigrationDirection,
        _ interruption: Interruption,
        answering exchange: @escaping ([UInt8]) -> [UInt8]
    ) -> [UInt8]
}

extension MigrationError {
    /// There are Swift revisions, and nothing that runs them.
    static func noScriptCode(for revision: Revision) -> MigrationError {
        MigrationError(
            .cannotRun,
            "revision \(revision.id) (\(revision.source)) is written in Swift, and its code is not part of this program;"
                + " nothing was run",
            remedy:
                "Link it: `MigrationSource.revisions(…, scripts: [\"\(revision.id)\": TypeOfTheRevision.self])`; or run"
                + " `migrate upgrade`, which compiles it."
        )
    }
}
