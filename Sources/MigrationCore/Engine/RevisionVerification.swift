/// What came of running all revisions up, down and up again on a scratch database.
package struct RevisionVerification: Hashable, Sendable {
    /// A revision after which the schema is not what it was before.
    package struct Difference: Hashable, Sendable {
        package let revision: Revision
        /// Which way leads elsewhere.
        ///
        /// A downgrade that does not undo the way up, or a second upgrade that does not lead where the first one did.
        package let direction: MigrationDirection
        /// What would have to happen to reach the expected schema.
        package let left: [String]

        /// What is wrong, in a line.
        package var summary: String {
            switch direction {
            case .downgrade: "the downgrade of revision \(revision.id) does not return to the schema before it"
            case .upgrade, .stamp:
                "revision \(revision.id), applied again, does not lead to the schema of the first time"
            }
        }

        /// What is wrong, and what is left.
        package var lines: [String] {
            ["\(revision.source.file): \(summary); what is left:"] + left.map { "  \($0)" }
        }
    }

    package private(set) var differences: [Difference] = []
    /// Revisions without a way down; nothing before one of them was taken back.
    package private(set) var irreversible: [Revision] = []

    /// Runs revisions up, down and up again.
    ///
    /// - Parameters:
    ///   - revisions: in the order in which they are applied.
    ///   - versionTable: the name of the version table, which is invisible.
    ///   - scripts: runs Swift revisions; without it they are refused.
    ///   - interruption: ends it, at the next revision or in the midst of a Swift one.
    /// - Returns: where the schema is not what it should be; a revision without a down section is no difference.
    /// - Throws: `MigrationError` for a revision that can't be run on an empty database.
    package static func run(
        _ revisions: [Revision],
        versionTable: String,
        scripts: (any ScriptCode)? = nil,
        interruption: Interruption = Interruption()
    ) throws(MigrationError) -> RevisionVerification {
        var verification = RevisionVerification()
        var replay = try SchemaReplay(versionTable: versionTable, scripts: scripts, interruption: interruption)
        try replay.prepare(revisions)
        var schemas = [try replay.schema()]
        for revision in revisions {
            try replay.run(revision, .upgrade)
            schemas.append(try replay.schema())
        }
        var bottom = revisions.count
        while bottom > 0, verification.canTakeBack(revisions[bottom - 1]) {
            bottom -= 1
            try replay.run(revisions[bottom], .downgrade)
            guard try !verification.reaches(schemas[bottom], replay, after: revisions[bottom], .downgrade) else {
                continue
            }
            // What this one left behind must not be laid to the revisions below it.
            replay = try SchemaReplay(versionTable: versionTable, scripts: scripts, interruption: interruption)
            for revision in revisions[..<bottom] { try replay.run(revision, .upgrade) }
        }
        for position in bottom..<revisions.count {
            try replay.run(revisions[position], .upgrade)
            _ = try verification.reaches(schemas[position + 1], replay, after: revisions[position], .upgrade)
        }
        return verification
    }

    private mutating func canTakeBack(_ revision: Revision) -> Bool {
        switch revision.body {
        case .sql(_, down: .some): return true
        case .script where revision.mayHaveDowngrade: return true
        case .sql(_, down: nil), .script:
            irreversible.append(revision)
            return false
        }
    }

    /// Whether the schema is the expected one; what differs is kept.
    private mutating func reaches(
        _ expected: Schema,
        _ replay: SchemaReplay,
        after revision: Revision,
        _ direction: MigrationDirection
    ) throws(MigrationError) -> Bool {
        let reached = try replay.schema()
        guard reached != expected else { return true }
        let rest = try Autogenerator.diff(from: reached, to: expected, options: DiffOptions(usesHints: false))
        let left = rest.log.map { String($0.dropFirst("Detected ".count)) }
        guard !left.isEmpty else { return true }
        differences.append(Difference(revision: revision, direction: direction, left: left))
        return false
    }
}
