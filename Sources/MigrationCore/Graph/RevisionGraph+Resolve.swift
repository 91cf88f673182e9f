extension RevisionGraph {
    /// The revisions that a text names, as `show`, `edit` and `revision --head` take it.
    ///
    /// - Parameters:
    ///   - text: any target that doesn't start from the current rows, or `current`.
    ///   - current: the rows of the version table.
    /// - Returns: the revisions; none for `base`.
    /// - Throws: `GraphError` where it names nothing, or too much.
    package func resolve(_ text: String, current: [RevisionID] = []) throws(GraphError) -> [Revision] {
        let nodes = text == "current" ? try nodes(ofRows: current) : try nodes(text)
        return nodes.map { revisions[$0] }
    }

    /// The revisions that are applied where the version table has some rows: they and all they need.
    ///
    /// - Parameter rows: the rows of the version table.
    /// - Returns: the ids of all applied revisions.
    /// - Throws: `GraphError` of kind `unknownRow` for a row that no file has.
    package func applied(_ rows: [RevisionID]) throws(GraphError) -> Set<RevisionID> {
        Set(ids(edges.ancestors(of: try nodes(ofRows: rows)).nodes))
    }

    /// The positions of rows, each once.
    func nodes(ofRows rows: [RevisionID]) throws(GraphError) -> [Int] {
        var result: [Int] = []
        var seen = NodeSet(capacity: revisions.count)
        for row in rows {
            guard let node = positions[row.rawValue] else { throw unknownRow(row) }
            if seen.insert(node) { result.append(node) }
        }
        return result
    }

    /// The positions that a text names; none for `base`.
    func nodes(_ text: String) throws(GraphError) -> [Int] {
        let target = TargetExpression(text)
        if let steps = target.steps {
            guard target.symbol == nil, steps < 0 else { return try walked(target, from: text) }
            return try nodesBelowHeads(target, steps)
        }
        let symbol = target.symbol ?? ""
        switch symbol {
        case "heads": return try target.label == nil ? effectiveHeadNodes : headNodes(on: target.label)
        case "head": return try head(on: target.label).map { [$0] } ?? []
        case "base":
            if let label = target.label { _ = try branch(label) }
            return []
        default: return [try node(symbol, on: target.label)]
        }
    }

    /// The one position that a text names; `nil` for `base`, and for `head` where there are no revisions.
    func place(_ text: String) throws(GraphError) -> Int? {
        let found = try nodes(text)
        guard found.count > 1 else { return found.first }
        throw severalHeads(found, for: text)
    }

    /// `REV+n` and `REV-n`.
    private func walked(_ target: TargetExpression, from text: String) throws(GraphError) -> [Int] {
        guard let symbol = target.symbol, let steps = target.steps else { throw noSuchRevision(text) }
        let start = try place(steps > 0 ? symbol : target.label.map { "\($0)@\(symbol)" } ?? symbol)
        let end = try walk(from: start, steps: steps, on: steps > 0 ? target.label : nil)
        guard let node = end.node else { throw tooFar(text, end) }
        return [node]
    }

    /// `-n` where there are no current rows to start from: that far below each head.
    private func nodesBelowHeads(_ target: TargetExpression, _ steps: Int) throws(GraphError) -> [Int] {
        var heads = effectiveHeadNodes
        if let label = target.label {
            let lineage = edges.lineage(of: [try branch(label)])
            heads = heads.filter(lineage.contains)
        }
        var result: [Int] = []
        for head in heads {
            let end = try walk(from: head, steps: steps, on: nil)
            guard let node = end.node else { throw tooFar("\(steps)", end) }
            result.append(node)
        }
        return result
    }

    /// The heads, on a branch if one is named; the depended-on ones too.
    func headNodes(on label: String?) throws(GraphError) -> [Int] {
        guard let lineage = try lineage(on: label) else { return headNodes }
        return headNodes.filter(lineage.contains)
    }

    /// Everything above and below a branch's revision; `nil` where no branch is named.
    func lineage(on label: String?) throws(GraphError) -> NodeSet? {
        guard let label else { return nil }
        return edges.lineage(of: [try branch(label)])
    }

    private func head(on label: String?) throws(GraphError) -> Int? {
        let heads = try headNodes(on: label)
        guard heads.count > 1 else { return heads.first }
        throw severalHeads(heads, for: label.map { "\($0)@head" } ?? "head")
    }

    /// What stands before `@`: a label, or an id or prefix used as one.
    func branch(_ label: String) throws(GraphError) -> Int {
        if let node = labels[label] ?? positions[label] { return node }
        do throws(GraphError) {
            return try node(label, on: nil)
        } catch {
            throw error.kind == .ambiguousPrefix ? error : noSuchBranch(label)
        }
    }

    /// The revision of an id, a label, or a prefix of one of either, on a branch if one is given.
    func node(_ name: String, on label: String?) throws(GraphError) -> Int {
        let lineage = try lineage(on: label)
        guard let found = positions[name] ?? labels[name] else { return try prefixed(name, lineage) }
        if let label, let lineage, !lineage.contains(found) { throw notOnBranch(found, label) }
        return found
    }

    /// Names of up to three characters must be given in full, as in Alembic.
    private func prefixed(_ prefix: String, _ lineage: NodeSet?) throws(GraphError) -> Int {
        guard !prefix.isEmpty else { throw noSuchRevision(prefix) }
        var names: [(name: String, node: Int)] = []
        for (node, revision) in revisions.enumerated() where lineage?.contains(node) ?? true {
            for name in [revision.id.rawValue] + revision.labels
            where name.hasPrefix(prefix) && name.unicodeScalars.count > 3 {
                names.append((name, node))
            }
        }
        guard names.count <= 1 else { throw ambiguous(prefix, names.map(\.name)) }
        guard let found = names.first else { throw noSuchRevision(prefix) }
        return found.node
    }
}
