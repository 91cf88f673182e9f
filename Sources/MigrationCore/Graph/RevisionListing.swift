/// The printed lines of `heads`, `current`, `branches`, `history` and `show`, as Alembic prints them.
package enum RevisionListing {
    /// Which details a line shows.
    struct Style {
        var parents = false
        var labels = false
        var message = false
        /// `(branchpoint)` and `(mergepoint)`.
        var tree = true
    }

    /// The heads: those that no revision has as `down_revision`, or only those that none depends on either.
    package static func heads(
        _ graph: RevisionGraph,
        resolvingDependencies: Bool = false,
        verbose: Bool = false
    ) -> [String] {
        let nodes = resolvingDependencies ? graph.effectiveHeadNodes : graph.headNodes
        let page = Page(graph)
        return nodes.flatMap { page.lines($0, Style(labels: true, tree: false), verbose) }
    }

    /// The current revisions: the rows, and the tips of branches that they imply by dependencies.
    ///
    /// - Throws: `GraphError` for a row that no file has.
    package static func current(
        _ graph: RevisionGraph,
        rows: [RevisionID],
        verbose: Bool = false
    ) throws(GraphError) -> [String] {
        let page = Page(graph)
        return try graph.currentNodes(rows).flatMap { page.lines($0, Style(), verbose) }
    }

    /// The branch points, newest first, each with the revisions that it branches into.
    package static func branches(_ graph: RevisionGraph, verbose: Bool = false) -> [String] {
        let page = Page(graph)
        let everything = NodeSet(graph.revisions.indices, capacity: graph.revisions.count)
        return graph.newestFirst(everything).filter { graph.edges.up[$0].count > 1 }.flatMap { node in
            let indent = String(repeating: " ", count: graph.revisions[node].id.rawValue.count)
            let children = graph.edges.up[node].map { child in
                "\(indent) -> \(page.line(child, Style(labels: true, message: verbose)))"
            }
            return page.lines(node, Style(labels: true), verbose) + children + [""]
        }
    }

    /// The revisions of a range, newest first.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - range: `A:B`, or `nil` for everything.
    ///   - rows: the rows of the version table.
    ///   - marksCurrent: whether the rows are marked `(current)`.
    ///   - verbose: whether each revision is shown in full.
    ///   - notes: more lines on a revision, shown where it is shown in full.
    /// - Returns: the lines; an entry in full ends with an empty one.
    /// - Throws: `GraphError` as `RevisionGraph.history(_:current:)`.
    package static func history(
        _ graph: RevisionGraph,
        range: String? = nil,
        rows: [RevisionID] = [],
        marksCurrent: Bool = false,
        verbose: Bool = false,
        notes: [RevisionID: [String]] = [:]
    ) throws(GraphError) -> [String] {
        let page = Page(graph, current: marksCurrent ? Set(rows) : [], notes: notes)
        let style = Style(parents: true, labels: true, message: true)
        return try graph.history(range, current: rows).flatMap { revision in
            graph.positions[revision.id.rawValue].map { page.lines($0, style, verbose) } ?? []
        }
    }

    /// Revisions in full.
    ///
    /// - Throws: `GraphError` as `RevisionGraph.resolve(_:current:)`.
    package static func show(
        _ graph: RevisionGraph,
        _ text: String,
        rows: [RevisionID] = [],
        notes: [RevisionID: [String]] = [:]
    ) throws(GraphError) -> [String] {
        let page = Page(graph, notes: notes)
        return try graph.resolve(text, current: rows).flatMap { revision in
            graph.positions[revision.id.rawValue].map(page.entry) ?? []
        }
    }

    /// Words in parentheses with a blank before them, or nothing.
    static func group(_ words: [String]?) -> String {
        words.map { " (\($0.joined(separator: ", ")))" } ?? ""
    }
}

extension RevisionGraph {
    /// The current revisions of the version table's rows, those that only dependencies imply among them.
    ///
    /// - Throws: `GraphError` for a row that no file has.
    package func current(_ rows: [RevisionID]) throws(GraphError) -> [Revision] {
        try currentNodes(rows).map { revisions[$0] }
    }

    func currentNodes(_ rows: [RevisionID]) throws(GraphError) -> [Int] {
        tips(of: edges.ancestors(of: try nodes(ofRows: rows)))
    }
}
