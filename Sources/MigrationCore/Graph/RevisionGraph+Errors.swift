extension RevisionGraph {
    /// All that a target may begin with.
    private var names: [String] {
        revisions.map(\.id.rawValue) + labels.keys.sorted()
    }

    func noSuchRevision(_ name: String) -> GraphError {
        let inFull =
            (1...3).contains(name.unicodeScalars.count) && revisions.contains { $0.id.rawValue.hasPrefix(name) }
            ? "; ids of up to three characters are given in full" : ""
        return GraphError(
            .noSuchRevision,
            "no revision or branch label '\(name)'\(Suggestion.phrase(for: name, in: names))\(inFull)",
            remedy: "See `migrate history` for the revisions there are."
        )
    }

    func noSuchBranch(_ label: String) -> GraphError {
        GraphError(
            .noSuchBranch,
            "no branch '\(label)'\(Suggestion.phrase(for: label, in: names))",
            remedy: "Before '@' stands a branch label or a revision; see `migrate heads` for the labels."
        )
    }

    func ambiguous(_ prefix: String, _ matches: [String]) -> GraphError {
        let shown = matches.prefix(5).joined(separator: ", ") + (matches.count > 5 ? ", …" : "")
        return GraphError(
            .ambiguousPrefix,
            "'\(prefix)' is the beginning of several revisions or labels: \(shown)",
            remedy: "Type more of it."
        )
    }

    func notOnBranch(_ node: Int, _ label: String) -> GraphError {
        GraphError(
            .notMemberOfBranch,
            "revision \(revisions[node].id) is not on the branch '\(label)'",
            remedy: "Leave '\(label)@' out, or see `migrate history` for the branches."
        )
    }

    func severalHeads(_ heads: [Int], for text: String) -> GraphError {
        let labels = branchLabels()
        let lines = heads.map { node in
            "  \(revisions[node].id)\(RevisionListing.group(labels[node]))\(revisions[node].message.isEmpty ? "" : ", ")"
                + revisions[node].message
        }
        let example =
            heads.compactMap { labels[$0]?.first }.first ?? heads.first.map { revisions[$0].id.rawValue } ?? ""
        return GraphError(
            .multipleHeads,
            (["'\(text)' stands for several revisions:"] + lines).joined(separator: "\n"),
            remedy: "Type `migrate upgrade heads` for all of them, `\(example)@head` for one branch, or join them with"
                + " `migrate merge`."
        )
    }

    func ambiguousStart(_ starts: [Int], _ target: RevisionTarget) -> GraphError {
        GraphError(
            .ambiguousUpgrade,
            "'\(target)' could count from several revisions: \(list(starts))",
            remedy: "Name the branch (`LABEL@\(TargetExpression(target.text).steps.map { "+\($0)" } ?? "+1")`), or the"
                + " revision to go to."
        )
    }

    func ambiguousWalk(_ steps: Int, at node: Int?, _ choices: [Int]) -> GraphError {
        let place = node.map { "\(revisions[$0].id)" } ?? "base"
        let way = steps > 0 ? "branches into" : "merges"
        return GraphError(
            .ambiguousWalk,
            "\(steps > 0 ? "+" : "")\(steps) is not one way: \(place) \(way) \(list(choices))",
            remedy: "Name the revision to go to\(steps > 0 ? ", or the branch (`LABEL@+\(steps)`)" : "")."
        )
    }

    func tooFar(_ text: String, _ end: WalkEnd) -> GraphError {
        GraphError(
            .relativeOutOfRange,
            end.isBase
                ? "'\(text)' is base, which is no revision"
                : "'\(text)' goes beyond the \(text.contains("-") ? "first" : "last") revision",
            remedy: "Take fewer steps, or name a revision; see `migrate history`."
        )
    }

    func unknownRow(_ row: RevisionID) -> GraphError {
        GraphError(
            .unknownRow,
            "the database is at revision '\(row)', which is in no file"
                + Suggestion.phrase(for: row.rawValue, in: revisions.map(\.id.rawValue)),
            remedy: "Restore its file (it may be on another branch of the repository). If it is gone for good, set the"
                + " version to the revision that the database is at: `migrate stamp --purge REV`."
        )
    }

    func notDowngradeTarget(_ target: RevisionTarget, _ rows: [RevisionID]) -> GraphError {
        let current = rows.isEmpty ? "base" : rows.map(\.description).joined(separator: ", ")
        return GraphError(
            .notDowngradeTarget,
            "'\(target)' is not below the current revision (\(current)): there is nothing to take back",
            remedy: "See `migrate current` and `migrate history -i` for what is applied."
        )
    }

    /// A downgrade to a revision keeps what depends on it, as in Alembic; above this one there is nothing else.
    func onlyDependedOn(_ node: Int, _ target: RevisionTarget) -> GraphError {
        let dependents = list(Array(edges.above[node]))
        return GraphError(
            .notDowngradeTarget,
            "'\(target)' is applied, and only what depends on it (\(dependents)) is above it: there is nothing to take back",
            remedy: "Name a revision below the one to take back; see `migrate history`."
        )
    }

    func unclearBranch(_ starts: [Int], _ target: RevisionTarget) -> GraphError {
        guard !starts.isEmpty else {
            return GraphError(
                .notDowngradeTarget,
                "'\(target)': nothing of that branch is applied",
                remedy: "See `migrate current` for what is applied."
            )
        }
        return GraphError(
            .ambiguousWalk,
            "'\(target)' could count from several revisions: \(list(starts))",
            remedy: "Name the revision to go to."
        )
    }

    func refuseRange(_ target: RevisionTarget) throws(GraphError) {
        guard target.text.contains(":") else { return }
        throw GraphError(
            .rangeNeedsSQL,
            "'\(target)' is a range, and a database has one place to start from",
            remedy: "Name one target, or add `--sql` to print the range as a script."
        )
    }

    /// A row that another row needs says nothing, and Alembic refuses it; two targets of which one needs the other are
    /// refused alike.
    func refuseOverlap(among nodes: [Int], _ relation: String) throws(GraphError) {
        guard let (lower, upper) = overlap(among: nodes) else { return }
        throw GraphError(
            .overlappingRevisions,
            "revision \(revisions[lower].id) \(relation) \(revisions[upper].id), which already includes it",
            remedy: "Set the version anew: `migrate stamp --purge \(revisions[upper].id)`."
        )
    }

    /// The first revision that another one of them needs, and that one.
    func overlap(among nodes: [Int]) -> (lower: Int, upper: Int)? {
        guard nodes.count > 1 else { return nil }
        let needed = edges.closure(of: nodes.flatMap { edges.below[$0] }, over: edges.below)
        guard let lower = nodes.first(where: needed.contains) else { return nil }
        let above = edges.descendants(of: [lower])
        return (lower, nodes.first { $0 != lower && above.contains($0) } ?? lower)
    }

    func overlappingTargets(_ lower: Int, _ upper: Int) -> GraphError {
        GraphError(
            .overlappingRevisions,
            "revision \(revisions[lower].id) can't be stamped together with \(revisions[upper].id), which already includes it",
            remedy: "Leave \(revisions[lower].id) out."
        )
    }

    private func list(_ nodes: [Int]) -> String {
        nodes.map { revisions[$0].id.rawValue }.joined(separator: ", ")
    }
}
