/// The revisions to run, in order, and what should be said before.
package struct RevisionPath: Hashable, Sendable {
    package var revisions: [Revision]
    package var warnings: [String] = []
}
