/// `ON CONFLICT …` of a constraint; ABORT, the default, is `nil` wherever one stands.
package enum ConflictClause: String, Hashable, Sendable, CaseIterable {
    case rollback = "ROLLBACK"
    case fail = "FAIL"
    case ignore = "IGNORE"
    case replace = "REPLACE"
}
