extension PlanError {
    /// Runs what the graph does, and wraps its error.
    static func wrapping<Value>(_ body: () throws(GraphError) -> Value) throws(PlanError) -> Value {
        do throws(GraphError) {
            return try body()
        } catch {
            throw PlanError(error)
        }
    }

    static func changed(_ revisions: [Revision]) -> PlanError {
        let lines = revisions.map { "  \($0.source): revision \($0.id)" }
        let ids = revisions.map(\.id.rawValue).joined(separator: " ")
        return PlanError(
            .changedRevision,
            (["applied revisions were edited since:"] + lines).joined(separator: "\n"),
            remedy: "Restore the files as they were applied and put the change into a new revision, or, if the database"
                + " has it already, type `migrate stamp --accept-changes \(ids)`.",
            source: revisions.first?.source
        )
    }

    static func irreversible(_ revisions: [Revision]) -> PlanError {
        let lines = revisions.map { "  \($0.source): revision \($0.id)" }
        let isSwift = revisions.contains { $0.body == .script }
        let isAllSwift = revisions.allSatisfy { $0.body == .script }
        let missing =
            isAllSwift ? "func downgrade" : isSwift ? "migrate:down section or func downgrade" : "migrate:down section"
        return PlanError(
            .cannotRun,
            (["nothing was run: there is no \(missing) in"] + lines).joined(separator: "\n"),
            remedy: "Write \(isSwift ? "it" : "the section"), or choose a target above.",
            source: revisions.first?.source
        )
    }

    static func unfinished(_ record: HistoryRecord, _ graph: RevisionGraph, _ rows: [RevisionID]) -> PlanError {
        let id = record.revision?.description ?? "base"
        let revision = record.revision.flatMap { graph[$0] }
        let current = rows.isEmpty ? "base" : rows.map(\.description).joined(separator: " ")
        let done = revision.flatMap { rowsAfter(record, $0, graph, rows) } ?? "REV"
        let place = revision.map { " (\($0.source))" } ?? ""
        return PlanError(
            .unfinishedRevision,
            "the \(record.direction.rawValue) of \(id)\(place) was begun on"
                + " \(record.appliedAt.escapingControls) by \(record.appliedBy.escapingControls) and"
                + " did not end; it runs without a transaction, so part of it may be done",
            remedy:
                "Look at what its statements did. Then finish it by hand and type `migrate stamp \(done)`, or undo it"
                + " by hand and type `migrate stamp \(current)`.",
            source: revision?.source
        )
    }

    /// The rows that the version table would have if the run had ended, as arguments of `stamp`.
    private static func rowsAfter(
        _ record: HistoryRecord,
        _ revision: Revision,
        _ graph: RevisionGraph,
        _ rows: [RevisionID]
    ) -> String? {
        let after: [RevisionID]?
        switch record.direction {
        case .upgrade: after = graph.rows(applying: [revision], to: rows).last
        case .downgrade: after = (try? graph.rows(reverting: [revision], from: rows))?.last
        case .stamp: after = rows
        }
        return after.map { $0.isEmpty ? "base" : $0.map(\.description).joined(separator: " ") }
    }

    static func sequenceUsedUp(_ sequence: Int64) -> PlanError {
        PlanError(
            .cannotRun,
            "\(VersionTable.historyName)'s seq is used up: its highest is \(sequence), and there is no room for the rows of"
                + " this run above it",
            remedy: "No run counts that far, so something else wrote the row. Look at"
                + " `SELECT * FROM \(VersionTable.historyName) ORDER BY seq DESC LIMIT 5`, and give it the number behind the"
                + " one below it: `UPDATE \(VersionTable.historyName) SET seq = N WHERE seq = \(sequence)`."
        )
    }

    static func notApplied(_ revision: Revision) -> PlanError {
        PlanError(
            .cannotRun,
            "revision \(revision.id) is not applied: there is nothing to accept",
            remedy: "See `migrate status` for applied files that were edited.",
            source: revision.source
        )
    }

    static func cannotJoin(_ step: MigrationStep, _ reason: String) -> PlanError {
        PlanError(
            .cannotRun,
            "revision \(step.revision?.id.rawValue ?? "base") can't be part of a single transaction: \(reason)",
            remedy: "Leave `--single-transaction` out, or run up to the revision before it first.",
            source: step.revision?.source
        )
    }

    static func cannotPrint(_ revision: Revision?) -> PlanError {
        PlanError(
            .cannotRun,
            "revision \(revision?.id.rawValue ?? "base") is a Swift revision, which has no SQL to print",
            remedy: "Run it without `--sql`, or end the range before it.",
            source: revision?.source
        )
    }
}
