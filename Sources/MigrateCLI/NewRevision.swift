import MigrationCore

/// A revision that is to be written, by Alembic's rules; everything is checked before a byte is written.
struct NewRevision {
    var message = ""
    /// Where it goes: a target, `base` for a new root, `heads` for a merge of all.
    var heads: [String] = ["head"]
    var isSplice = false
    var labels: [String] = []
    var dependencies: [String] = []
    var id: String?
    var versionPath: String?
    var language: RevisionLanguage = .sql
    /// What autogenerate wrote; `nil` for one that is to be filled in by hand.
    var generated: GeneratedRevision?
    var filePattern = RevisionTemplate.defaultFilePattern
    /// The rows of the database, where a target says `current`.
    var current: [RevisionID] = []
    var created = CivilTime.now

    /// The file, and the folder that it goes to.
    struct Checked {
        let file: NewRevisionFile
        let location: String?
    }

    /// Checks everything: heads, labels, dependencies, the id, the folder, and that the graph would take it.
    func checked(in loaded: LoadedGraph) throws -> Checked {
        let parents = try parents(loaded.graph)
        let id = try newID(loaded.graph)
        var template = RevisionTemplate(
            id: id,
            parents: parents.map(\.id),
            dependencies: try resolvedDependencies(loaded.graph),
            labels: labels,
            message: message,
            created: created
        )
        if language == .swift {
            let name = RevisionTemplate.typeName(for: message, id: id, besides: loaded.graph.revisions)
            template.body =
                if let generated {
                    .code(try RevisionTemplate.swiftCode(name, up: generated.up, down: generated.down))
                } else {
                    .swift(typeName: name)
                }
        } else if let generated {
            template.body = .sql(up: generated.up, down: generated.down)
        }
        let file = try template.file(named: filePattern)
        _ = try RevisionGraph(loaded.graph.revisions + [file.revision])
        return Checked(file: file, location: try location(parents, loaded.directory))
    }

    /// What the revision goes on; none for a new base.
    func parents(_ graph: RevisionGraph) throws -> [Revision] {
        if graph.revisions.isEmpty, heads == ["head"] { return [] }
        var parents: [Revision] = []
        for head in heads {
            let resolved = head == "head" ? try singleHead(graph) : try graph.resolve(head, current: current)
            for revision in resolved {
                guard !parents.contains(where: { $0.id == revision.id }) else {
                    throw MigrationError(
                        .invalidTarget,
                        "\(revision.id) is named twice",
                        remedy: "Name each revision once."
                    )
                }
                parents.append(revision)
            }
        }
        let versionedHeads = Set(graph.heads)
        if !isSplice, let inner = parents.first(where: { !versionedHeads.contains($0.id) }) {
            throw MigrationError(
                .invalidTarget,
                "revision \(inner.id) is not a head revision",
                remedy: "Add --splice to make a new branch from it, or take a head: "
                    + graph.heads.map(\.rawValue).joined(separator: ", ") + "."
            )
        }
        return parents
    }

    private func singleHead(_ graph: RevisionGraph) throws(MigrationError) -> [Revision] {
        guard graph.heads.count < 2 else {
            throw MigrationError(
                .invalidTarget,
                "multiple heads are present: " + graph.heads.map(\.rawValue).joined(separator: ", "),
                remedy: "Name the one that the new revision goes on with --head, or join them with `migrate merge`."
            )
        }
        return graph.heads.compactMap { graph[$0] }
    }

    private func newID(_ graph: RevisionGraph) throws(MigrationError) -> RevisionID {
        guard let id else {
            var generator = SystemRandomNumberGenerator()
            return RevisionTemplate.newID(avoiding: Set(graph.revisions.map(\.id)), using: &generator)
        }
        if let problem = RevisionID.problem(with: id) {
            throw MigrationError(
                .invalidTarget,
                "'\(id)' can't be a revision's id: \(problem)",
                remedy: "Letters, digits and `_` make an id."
            )
        }
        if let other = graph[RevisionID(id)] {
            throw MigrationError(
                .invalidTarget,
                "the id \(id) is taken by \(other.source.file)",
                remedy: "Choose another --rev-id."
            )
        }
        return RevisionID(id)
    }

    /// Labels stay labels, everything else becomes the full id.
    private func resolvedDependencies(_ graph: RevisionGraph) throws(GraphError) -> [String] {
        var resolved: [String] = []
        for dependency in dependencies {
            for revision in try graph.resolve(dependency, current: current) {
                resolved.append(revision.labels.contains(dependency) ? dependency : revision.id.rawValue)
            }
        }
        return resolved
    }

    private func location(_ parents: [Revision], _ directory: RevisionDirectory) throws(MigrationError) -> String? {
        if let versionPath { return versionPath }
        if let parent = parents.first { return directory.location(of: parent.source.file) }
        guard directory.locations.count < 2 else {
            throw MigrationError(
                .configuration,
                "there are several version locations, and a new base has no parent whose folder it could share",
                remedy: "Choose one with --version-path: " + directory.locations.joined(separator: ", ") + "."
            )
        }
        return directory.locations.first
    }
}
