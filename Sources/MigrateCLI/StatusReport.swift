import MigrationCore

/// What `migrate status` says.
struct StatusReport {
    let choice: DatabaseChoice
    let graph: RevisionGraph
    let history: AppliedHistory
    let pending: [Revision]
    let changed: [Revision]

    func lines(_ style: Style) -> [String] {
        var lines = [
            field("environment", choice.environment + (choice.isProtected ? " (protected)" : "")),
            field("database", "\(choice.display), from \(choice.provenance)"),
            field("current", names(history.rows, none: "nothing applied")),
            field("head", names(graph.heads, none: "no revisions")),
        ]
        if pending.isEmpty {
            lines.append(field("pending", style.green("nothing")))
        } else {
            lines.append(field("pending", style.yellow("\(pending.count) revision\(pending.count == 1 ? "" : "s")")))
            lines += pending.map { "  " + entry($0) }
        }
        if !changed.isEmpty {
            lines.append(field("edited", style.red("\(changed.count) applied file\(changed.count == 1 ? "" : "s")")))
            lines += changed.map { "  \(entry($0)) (\($0.source.file))" }
        }
        if let record = history.unfinished {
            let name = record.revision?.description ?? "base"
            lines.append(field("unfinished", style.red("\(name), \(record.direction.rawValue)")))
        }
        return lines
    }

    var json: JSONValue {
        [
            "environment": .string(choice.environment),
            "protected": .bool(choice.isProtected),
            "database": .string(choice.display),
            "source": .string(choice.provenance),
            "revisions": JSONValue(history.rows),
            "heads": JSONValue(graph.heads),
            "pending": .array(pending.map { JSONValue(revision: $0, graph) }),
            "changed": .array(changed.map { JSONValue(revision: $0, graph) }),
            "unfinished": JSONValue(history.unfinished?.revision?.rawValue),
        ]
    }

    private func field(_ name: String, _ value: String) -> String {
        name + String(repeating: " ", count: 13 - name.count) + value
    }

    private func names(_ ids: [RevisionID], none: String) -> String {
        ids.isEmpty ? none : ids.map { graph[$0].map(entry) ?? $0.description }.joined(separator: ", ")
    }

    private func entry(_ revision: Revision) -> String {
        revision.message.isEmpty ? "\(revision.id)" : "\(revision.id) \(revision.message.escapingControls)"
    }
}
