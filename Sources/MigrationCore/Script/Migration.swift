/// A revision that is written in Swift.
///
/// ```swift
/// struct BackfillSlugs: Migration {
///     func upgrade(_ op: Operations) throws {
///         try op.addColumn("slug", .text, to: "prompts")
///         try op.execute("UPDATE prompts SET slug = lower(title)")
///     }
///
///     func downgrade(_ op: Operations) throws {
///         try op.dropColumn("slug", from: "prompts")
///     }
/// }
/// ```
///
/// All of it is one transaction, together with the tool's own rows. It may be run more than once (when the connection to a
/// server is lost, or when a table turns out to need a rebuild), and each time but the last is rolled back; so it should do
/// nothing outside the database.
public protocol Migration: SendableMetatype {
    /// Whether foreign keys are enforced while the revision runs; `true` unless said otherwise.
    ///
    /// Where a table has to be rebuilt to which others refer, the tool begins again without enforcement by itself; `false`
    /// spares that. Either way no row may have lost its parent at the end.
    static var enforcesForeignKeys: Bool { get }

    /// Makes the revision; it has nothing to be told.
    init()

    /// Brings the database to this revision.
    ///
    /// - Parameter op: what it may do.
    /// - Throws: anything; then all of it is rolled back.
    func upgrade(_ op: Operations) throws

    /// Takes the revision back; without it the revision can't be downgraded.
    ///
    /// - Parameter op: what it may do.
    /// - Throws: anything; then all of it is rolled back.
    func downgrade(_ op: Operations) throws
}

extension Migration {
    /// `true`: enforced, unless the type says otherwise.
    public static var enforcesForeignKeys: Bool { true }

    /// Refuses: a revision that does not say how can't be taken back.
    ///
    /// - Parameter op: not used.
    /// - Throws: `IrreversibleMigration`, always.
    public func downgrade(_ op: Operations) throws {
        throw IrreversibleMigration()
    }
}

/// What a revision without `downgrade` answers to a downgrade.
public struct IrreversibleMigration: Error, Hashable, Sendable, CustomStringConvertible {
    /// Makes the error; a `downgrade` of one's own may throw it, too.
    public init() {}

    /// The reason, as the command shows it.
    public var description: String { "it can't be downgraded" }
}
