/// What comments in a declared schema say to autogenerate.
package struct SchemaHints: Hashable, Sendable {
    /// `migrate:was OLD`: the name that the table or column had before.
    package var was: String?
    /// `migrate:backfill EXPR`: the value for rows that a new NOT NULL column would leave empty.
    package var backfill: String?

    package init(was: String? = nil, backfill: String? = nil) {
        self.was = was
        self.backfill = backfill
    }

    /// Whether nothing is said.
    package var isEmpty: Bool { was == nil && backfill == nil }
}
