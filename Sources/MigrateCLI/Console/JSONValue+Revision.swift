import MigrationCore

extension JSONValue {
    init(_ ids: [RevisionID]) { self.init(ids.map(\.rawValue)) }
    init(_ targets: [RevisionTarget]) { self.init(targets.map(\.text)) }

    /// A revision as the commands that list revisions show it.
    init(revision: Revision, _ graph: RevisionGraph) {
        self = [
            "revision": .string(revision.id.rawValue),
            "down_revision": JSONValue(revision.parents),
            "depends_on": JSONValue(revision.dependencies),
            "branch_labels": JSONValue(revision.labels),
            "message": .string(revision.message),
            "created": JSONValue(revision.created),
            "path": .string(revision.source.file),
            "is_head": .bool(graph.heads.contains(revision.id)),
        ]
    }

    /// The same object with further members.
    func adding(_ members: [(String, JSONValue)]) -> JSONValue {
        guard case .object(let own) = self else { return self }
        return .object(own + members.map { Member(name: $0.0, value: $0.1) })
    }
}
