extension RevisionListing {
    /// What the lines of one listing share.
    struct Page {
        private let graph: RevisionGraph
        private let labels: [Int: [String]]
        private let current: Set<RevisionID>
        private let notes: [RevisionID: [String]]

        init(_ graph: RevisionGraph, current: Set<RevisionID> = [], notes: [RevisionID: [String]] = [:]) {
            self.graph = graph
            self.current = current
            self.notes = notes
            labels = graph.branchLabels()
        }

        /// A line, or the entry in full.
        func lines(_ node: Int, _ style: Style, _ verbose: Bool) -> [String] {
            verbose ? entry(node) : [line(node, style)]
        }

        /// `parent -> id (labels) (head) (branchpoint), message`, as far as the style wants it.
        func line(_ node: Int, _ style: Style) -> String {
            let revision = graph.revisions[node]
            var text = style.parents ? "\(parents(node))\(dependencies(revision)) -> \(revision.id)" : "\(revision.id)"
            if style.labels { text += RevisionListing.group(labels[node]) }
            if graph.edges.above[node].isEmpty {
                text += " (head)"
            } else if graph.edges.up[node].isEmpty {
                text += " (effective head)"
            }
            text += mark("current", current.contains(revision.id))
            if style.tree { text += treeMarks(node) }
            return style.message ? "\(text), \(revision.message.escapingControls)" : text
        }

        /// A revision in full; the last line is empty.
        func entry(_ node: Int) -> [String] {
            let revision = graph.revisions[node]
            let marks = mark("head", graph.edges.up[node].isEmpty) + treeMarks(node)
            var lines = ["Rev: \(revision.id)\(marks)\(mark("current", current.contains(revision.id)))"]
            lines.append("\(isMerge(node) ? "Merges" : "Parent"): \(parents(node))")
            if !revision.dependencies.isEmpty {
                lines.append("Also depends on: \(revision.dependencies.joined(separator: ", "))")
            }
            if isBranchPoint(node) {
                let children = graph.edges.up[node].map { graph.revisions[$0].id.rawValue }
                lines.append("Branches into: \(children.joined(separator: ", "))")
            }
            if let labels = labels[node] { lines.append("Branch names: \(labels.joined(separator: ", "))") }
            lines.append("Path: \(revision.source.file)")
            lines += notes[revision.id] ?? []
            return lines + ["", "    \(revision.message.escapingControls)", ""] + particulars(node) + [""]
        }

        /// The lines that Alembic's files carry below their message.
        private func particulars(_ node: Int) -> [String] {
            let revision = graph.revisions[node]
            let revises = revision.parents.map(\.rawValue).joined(separator: ", ")
            let lines = ["    Revision ID: \(revision.id)", "    Revises:\(revises.isEmpty ? "" : " ")\(revises)"]
            return lines + (revision.created.map { ["    Create Date: \($0)"] } ?? [])
        }

        private func parents(_ node: Int) -> String {
            let parents = graph.revisions[node].parents.map(\.rawValue)
            return parents.isEmpty ? "<base>" : parents.joined(separator: ", ")
        }

        private func dependencies(_ revision: Revision) -> String {
            RevisionListing.group(revision.dependencies.isEmpty ? nil : revision.dependencies)
        }

        private func treeMarks(_ node: Int) -> String {
            mark("branchpoint", isBranchPoint(node)) + mark("mergepoint", isMerge(node))
        }

        private func isBranchPoint(_ node: Int) -> Bool { graph.edges.up[node].count > 1 }
        private func isMerge(_ node: Int) -> Bool { graph.edges.down[node].count > 1 }
        private func mark(_ word: String, _ isSet: Bool) -> String { isSet ? " (\(word))" : "" }
    }
}
