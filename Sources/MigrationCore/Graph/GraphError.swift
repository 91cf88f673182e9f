/// Why revisions are no graph, or why a target names nothing in it.
public struct GraphError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; the words are those of Alembic's errors.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        /// `snake_case`.
        public let rawValue: String

        init(_ rawValue: String) {
            self.rawValue = rawValue
        }

        /// `snake_case`.
        public var description: String { rawValue }

        /// `head` where there are several.
        public static let multipleHeads = Kind("multiple_heads")
        /// A prefix that several ids or labels begin with.
        public static let ambiguousPrefix = Kind("ambiguous_prefix")
        /// No id, prefix or label is like this.
        public static let noSuchRevision = Kind("no_such_revision")
        /// The part before `@` names nothing.
        public static let noSuchBranch = Kind("no_such_branch")
        /// The revision behind `@` is not on the branch before it.
        public static let notMemberOfBranch = Kind("not_member_of_branch")
        /// A target that an upgrade can't have.
        public static let notUpgradeTarget = Kind("not_upgrade_target")
        /// A target that is not applied, or not below what is.
        public static let notDowngradeTarget = Kind("not_downgrade_target")
        /// A range whose ends are not above each other.
        public static let rangeNotAncestor = Kind("range_not_ancestor")
        /// `+n` or `-n` beyond the end of the line.
        public static let relativeOutOfRange = Kind("relative_out_of_range")
        /// `+n` or `-n` over a branch point or a merge.
        public static let ambiguousWalk = Kind("ambiguous_walk")
        /// `+n` with several current revisions.
        public static let ambiguousUpgrade = Kind("ambiguous_upgrade")
        /// A revision and one of its ancestors are both rows of the version table, or both asked for.
        public static let overlappingRevisions = Kind("overlapping_revisions")
        /// A cycle of `down_revision`s.
        public static let cycle = Kind("cycle")
        /// A revision that is its own `down_revision`.
        public static let selfLoop = Kind("self_loop")
        /// A cycle over at least one `depends_on`.
        public static let dependencyCycle = Kind("dependency_cycle")
        /// A revision that depends on itself.
        public static let dependencySelfLoop = Kind("dependency_self_loop")
        /// A `down_revision` or `depends_on` that no file has.
        public static let missingReference = Kind("missing_reference")
        /// A label of two revisions, or one that is a revision's id.
        public static let duplicateLabel = Kind("duplicate_label")
        /// Two files with one id.
        public static let duplicateRevision = Kind("duplicate_id")
        /// An id or a label with a character that targets use as an operator.
        public static let illegalCharacter = Kind("illegal_character")
        /// A range that is not `A:B`.
        public static let badRange = Kind("bad_range")
        /// A range where only one target can stand.
        public static let rangeNeedsSQL = Kind("range_needs_sql")
        /// One target where only a range can stand.
        public static let rangeRequired = Kind("range_required")
        /// The version table names a revision that no file has.
        public static let unknownRow = Kind("unknown_row")
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What is wrong, where and why.
    public let message: String
    /// What to type or do next.
    public let remedy: String?

    init(_ kind: Kind, _ message: String, remedy: String? = nil) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }

    /// What is wrong, and on a line of its own what to do next.
    public var description: String {
        remedy.map { "\(message)\n\($0)" } ?? message
    }
}
