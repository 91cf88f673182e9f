/// The words for a step that failed: which revision, where, what statement, why, what stays, what to type next.
struct StepFailure {
    let error: DatabaseError
    let step: MigrationStep
    let batch: StepBatch
    let applied: [RevisionID]
    let command: String

    func migrationError(at location: DatabaseLocation) -> MigrationError {
        guard error.code != .interrupted else { return .interrupted(applied: applied, underlying: error) }
        return MigrationError(
            code,
            ([headline(location)] + quotedStatement + [outcome]).joined(separator: "\n"),
            remedy: remedy(at: location),
            applied: isSingleTransaction ? [] : applied,
            underlying: error
        )
    }

    private var isOwn: Bool {
        error.statementIndex.map { index in batch.parts.contains { $0.statements.contains(index) } } ?? false
    }

    /// What a guard of the revision's own said about the rows.
    private var refusal: String? { isOwn ? RowGuard.message(in: error.message) : nil }

    /// Whether the look at the step's rows failed, which are not as the tool wrote them.
    private var isCheck: Bool {
        error.code == .statement && error.statementIndex.map(batch.checks.contains) ?? false
    }

    private var isSingleTransaction: Bool { batch.parts.count > 1 }

    private var code: MigrationError.Code {
        switch error.code {
        case .statement, .constraint, .foreignKeys: .statementFailed
        case .connection, .timedOut: .connection
        default: .database
        }
    }

    private func headline(_ location: DatabaseLocation) -> String {
        let name = step.revision?.id.rawValue ?? "base"
        let place = error.statement?.source ?? step.revision?.source
        let at = place.map { " at \($0)" } ?? " on \(location)"
        if let refusal { return "\(step.direction.rawValue) of \(name) refused\(at): \(refusal)" }
        if isCheck {
            return
                "\(step.direction.rawValue) of \(name) failed\(at): the version table or migrate_history is not as the "
                + "tool wrote it: the revision changes it itself, or a trigger does"
        }
        // Where nobody answers, no statement is to blame.
        let verb = error.code == .connection || error.code == .timedOut ? "stopped" : "failed"
        return "\(step.direction.rawValue) of \(name) \(verb)\(at)\(moment): \(error.message)"
    }

    /// When it failed, if not at a statement of the revision.
    private var moment: String {
        if isOwn || error.code == .foreignKeys { return "" }
        if error.statementIndex != nil { return " while its rows were written" }
        return error.statement.map { " (\($0.text))" } ?? ""
    }

    /// The statement's beginning: enough to know it, not a page.
    private var quotedStatement: [String] {
        guard isOwn, refusal == nil, let text = error.statement?.text, !text.isEmpty else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.prefix(3).map { line in
            "    " + (line.count > 100 ? line.prefix(99) + "…" : line)
        }
        return shown + (lines.count > 3 ? ["    … (\(lines.count) lines)"] : [])
    }

    private var outcome: String {
        if isSingleTransaction { return "All of it was rolled back: the database is as it was before." }
        let before =
            switch applied.count {
            case 0: "nothing was applied"
            case 1: "\(applied.list), run before it, stays"
            default: "\(applied.count) revisions run before it stay: \(applied.list)"
            }
        return "It was rolled back; \(before)."
    }

    private func remedy(at location: DatabaseLocation) -> String {
        if refusal != nil { return "Change the rows that it names, then run `\(command)`." }
        if isCheck {
            let file = step.revision.map { "take what writes these tables out of \($0.source.file), and " } ?? ""
            return "The tool alone writes them: \(file)drop a trigger on them. Then run `\(command)`."
        }
        if let remedy = error.remedy(at: location) { return remedy }
        if location.isRemote, error.statement == nil, error.code != .statement {
            return "Look at the server, and at what stands between; then run `\(command)`."
        }
        return "Correct \(step.revision.map { $0.source.file } ?? "the revision"), then run `\(command)`." + drift
    }

    /// What is not there, or there already, may be so by hand.
    private var drift: String {
        let isMissing = ["no such ", "already exists", "has no column named"].contains { error.message.contains($0) }
        guard isMissing, isOwn, step.headsBefore.count == 1 else { return "" }
        let command = "`migrate diff --from \(step.headsBefore[0]) --to database`"
        return " Where the database was changed by hand, \(command) shows it."
    }
}
