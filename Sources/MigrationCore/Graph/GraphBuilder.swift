/// The checks between a list of revisions and a graph.
struct GraphBuilder {
    let revisions: [Revision]
    private(set) var positions: [String: Int] = [:]
    private(set) var labels: [String: Int] = [:]

    init(_ revisions: [Revision]) {
        self.revisions = revisions
    }

    /// Gathers ids and labels, each of which may stand once.
    mutating func collectNames() throws(GraphError) {
        positions.reserveCapacity(revisions.count)
        for (node, revision) in revisions.enumerated() {
            try refuseOperators(in: revision.id.rawValue, "revision", revision)
            if let other = positions.updateValue(node, forKey: revision.id.rawValue) {
                throw GraphError(
                    .duplicateRevision,
                    "revision \(revision.id) is in two files: \(revisions[other].source) and \(revision.source)",
                    remedy: "Give one of them an id of its own, or delete the copy."
                )
            }
        }
        for (node, revision) in revisions.enumerated() {
            for label in revision.labels { try collect(label, of: node) }
        }
    }

    private mutating func collect(_ label: String, of node: Int) throws(GraphError) {
        let revision = revisions[node]
        try refuseOperators(in: label, "label", revision)
        if let other = positions[label] {
            throw GraphError(
                .duplicateLabel,
                "branch label '\(label)' in \(revision.source) is the id of the revision in \(revisions[other].source)",
                remedy: "Choose another label."
            )
        }
        if let other = labels.updateValue(node, forKey: label) {
            let places =
                other == node
                ? "twice in \(revision.source)"
                : "in two files: \(revisions[other].source) and"
                    + " \(revision.source)"
            throw GraphError(
                .duplicateLabel,
                "branch label '\(label)' is \(places)",
                remedy: "A label names one branch: take it out of one of them."
            )
        }
    }

    private func refuseOperators(in name: String, _ what: String, _ revision: Revision) throws(GraphError) {
        guard let problem = RevisionID.problem(with: name) else { return }
        throw GraphError(
            .illegalCharacter,
            "\(revision.source): \(what) '\(name)': \(problem)",
            remedy: "Ids and labels are letters, digits and underscores; targets use the other characters."
        )
    }

    /// Follows every reference, and refuses those that lead nowhere or round in a circle.
    func connect() throws(GraphError) -> GraphEdges {
        var down: [[Int]] = []
        var below: [[Int]] = []
        down.reserveCapacity(revisions.count)
        below.reserveCapacity(revisions.count)
        for (node, revision) in revisions.enumerated() {
            var parents: [Int] = []
            for id in revision.parents {
                let parent = try position(of: id.rawValue, in: positions, "down_revision", revision)
                if !parents.contains(parent) { parents.append(parent) }
            }
            down.append(parents)
            for name in revision.dependencies {
                let dependency = try dependency(name, of: revision)
                if !parents.contains(dependency) { parents.append(dependency) }
            }
            if parents.contains(node) { throw selfLoop(of: node, isDependency: !down[node].contains(node)) }
            below.append(parents)
        }
        let edges = GraphEdges(down: down, below: below)
        if let cycle = edges.cycle() { throw error(of: cycle, edges) }
        return edges
    }

    private func dependency(_ name: String, of revision: Revision) throws(GraphError) -> Int {
        if let node = labels[name] { return node }
        return try position(of: name, in: positions, "depends_on", revision)
    }

    private func position(
        of name: String,
        in names: [String: Int],
        _ key: String,
        _ revision: Revision
    ) throws(GraphError) -> Int {
        if let node = names[name] { return node }
        let candidates = revisions.map(\.id.rawValue)
        let meant = candidates.filter { $0.hasPrefix(name) }
        let hint =
            meant.count == 1
            ? " (did you mean '\(meant[0])'? a file names revisions in full)"
            : Suggestion.phrase(for: name, in: candidates)
        throw GraphError(
            .missingReference,
            "\(revision.source): \(key) '\(name)' of revision \(revision.id) is in no file\(hint)",
            remedy: "Restore the file of '\(name)', or correct the \(key)."
        )
    }

    private func selfLoop(of node: Int, isDependency: Bool) -> GraphError {
        let revision = revisions[node]
        return GraphError(
            isDependency ? .dependencySelfLoop : .selfLoop,
            "\(revision.source): revision \(revision.id) \(isDependency ? "depends on itself" : "is its own down_revision")",
            remedy: "Correct its \(isDependency ? "depends_on" : "down_revision")."
        )
    }

    private func error(of cycle: [Int], _ edges: GraphEdges) -> GraphError {
        let following = cycle.dropFirst() + cycle.prefix(1)
        let isVersioned = zip(cycle, following).allSatisfy { edges.down[$0].contains($1) }
        let path = (cycle + cycle.prefix(1)).map { revisions[$0].id.rawValue }.joined(separator: " -> ")
        let files = cycle.map { revisions[$0].source.description }.joined(separator: ", ")
        return GraphError(
            isVersioned ? .cycle : .dependencyCycle,
            "revisions need each other in a circle: \(path) (\(files))",
            remedy: "Correct one \(isVersioned ? "down_revision" : "down_revision or depends_on") of them."
        )
    }
}

extension GraphEdges {
    /// One cycle over any edges, each revision followed by one that it needs; `nil` where there is none.
    func cycle() -> [Int]? {
        // Whatever is left when all revisions without open needs have been taken away lies on a cycle or above one.
        var open = (0..<count).map { below[$0].count }
        var ready = (0..<count).filter { open[$0] == 0 }
        var left = count
        while let node = ready.popLast() {
            left -= 1
            for next in above[node] {
                open[next] -= 1
                if open[next] == 0 { ready.append(next) }
            }
        }
        guard left > 0, let start = open.firstIndex(where: { $0 > 0 }) else { return nil }
        var places: [Int: Int] = [:]
        var path: [Int] = []
        var node = start
        while places[node] == nil {
            places[node] = path.count
            path.append(node)
            guard let next = below[node].first(where: { open[$0] > 0 }) else { return nil }
            node = next
        }
        return Array(path[(places[node] ?? 0)...])
    }
}
