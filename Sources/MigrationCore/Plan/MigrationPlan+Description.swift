extension MigrationPlan: CustomStringConvertible {
    /// What the plan does, statement by statement, for people: what `--dry-run` prints.
    public var description: String {
        guard !steps.isEmpty else { return "nothing to do: the database is at \(from.commaList)" }
        var lines = [summary]
        for warning in warnings { lines.append("warning: \(warning)") }
        for (index, step) in steps.enumerated() {
            lines.append("")
            lines.append("\(index + 1). \(step.headline)")
            lines += step.details.map { "   \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    /// From where to where, and how many revisions that takes.
    package var summary: String {
        let way = "\(from.commaList) -> \(to.commaList)"
        guard let direction = steps.first?.direction else { return "nothing to do at \(from.commaList)" }
        guard direction != .stamp else { return "stamp \(way)" }
        return "\(direction.rawValue) \(way), \(steps.count) revision\(steps.count == 1 ? "" : "s")"
    }
}

extension MigrationStep {
    /// The direction, the revision and its message.
    var headline: String {
        switch work {
        case .section, .script:
            let message = revision?.message ?? ""
            return
                "\(direction.rawValue) \(revision?.id.description ?? "base")\(message.isEmpty ? "" : ": \(message.escapingControls)")"
        case .stamp(let stamps): return "stamp \(stamps.compactMap(\.revision).commaList)"
        }
    }

    /// The file, how it is run, its statements, and what becomes of the version rows.
    fileprivate var details: [String] {
        var lines: [String] = []
        switch work {
        case .section(let section):
            lines = (revision.map { [$0.source.file] } ?? []) + [section.transaction.words]
            for statement in section.statements { lines += indented(statement) }
            if section.statements.isEmpty { lines.append("no statements") }
        case .script: lines = (revision.map { [$0.source.file] } ?? []) + ["Swift code, which decides when it runs"]
        case .stamp(let stamps):
            lines = stamps.filter { $0.checksum != nil }.map { "checksum of \($0.revision?.description ?? "base")" }
        }
        return lines + ["version rows: \(headsBefore.commaList) -> \(headsAfter.commaList)"]
    }

    private func indented(_ statement: SQLStatement) -> [String] {
        (statement.text + (statement.text.hasPrefix("-- ") ? "" : ";")).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map { "    \($0)" }
    }
}

extension Batch.Transaction {
    fileprivate var words: String {
        switch self {
        case .atomic(foreignKeys: .enforced): "in one transaction"
        case .atomic(foreignKeys: .off): "in one transaction, foreign keys not enforced and compared before its end"
        case .none: "without a transaction, statement by statement"
        }
    }
}

extension [RevisionID] {
    /// The ids with commas between them, `base` where there are none.
    var commaList: String {
        isEmpty ? "base" : map(\.description).joined(separator: ", ")
    }
}
