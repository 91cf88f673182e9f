/// The SQL of the tool's own two tables: which versions are applied, and what was ever run.
///
/// A sequence of `nil` means that the statement finds out itself, which is what a script does that is run unseen.
package struct VersionTable: Hashable, Sendable {
    /// The name of the table that keeps every run.
    package static let historyName = "migrate_history"

    /// Why a table of this name can't be the version table; `nil` where it can.
    ///
    /// - Parameter name: the name as the user gave it.
    /// - Returns: the end of a sentence that begins with the name.
    package static func refusal(of name: String) -> String? {
        let folded = Identifier.fold(name)
        if folded.isEmpty { return "is empty" }
        if folded.utf8.contains(0) { return "holds a NUL character" }
        if folded.hasPrefix("sqlite_") { return "begins with 'sqlite_', which SQLite keeps for itself" }
        return folded == historyName ? "is the name of the table that keeps every run" : nil
    }

    /// With its schema, for a temporary table of the same name would come first (sqlite.org/lang_naming.html).
    private static let history = "main.\(historyName)"

    private let name: Identifier
    private let qualified: String

    package init(_ name: Identifier) {
        self.name = name
        qualified = "main.\(name.quoted)"
    }

    /// What creates both tables where they are not there; the first one as Alembic does.
    package var creation: [SQLStatement] {
        let key = Identifier("\(name.name)_pkc").quoted
        return [
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(qualified) (
                    version_num VARCHAR(32) NOT NULL,
                    CONSTRAINT \(key) PRIMARY KEY (version_num)
                )
                """
            ),
            SQLStatement(
                """
                CREATE TABLE IF NOT EXISTS \(Self.history) (
                    seq INTEGER PRIMARY KEY,
                    revision TEXT,
                    direction TEXT NOT NULL,
                    checksum TEXT,
                    message TEXT,
                    applied_at TEXT NOT NULL,
                    duration_ms INTEGER,
                    applied_by TEXT,
                    tool_version TEXT,
                    run_id TEXT
                )
                """
            ),
        ]
    }

    /// Fails unless the database is where the plan expects it to be.
    ///
    /// Only a function raises an error outside of a trigger; the one for JSON paths shows its argument in the message. No
    /// row is returned where all is well, so that a script prints nothing.
    ///
    /// - Parameters:
    ///   - rows: the rows that the version table must have, in any order; `nil` where they may be any.
    ///   - sequence: the highest `seq` that the history must have; `nil` asks only that its newest run has ended.
    ///   - identity: whose that newest run must be, where the step before travels in the same request: had another process
    ///     run it meanwhile, the rows would look the same.
    /// - Returns: the statement.
    package func assertion(
        _ rows: [RevisionID]?,
        sequence: Int64?,
        following identity: RunIdentity? = nil
    ) -> SQLStatement {
        let newest =
            sequence.map { "(\(Self.maxSequence)) = \($0)" }
            ?? "NOT EXISTS (SELECT 1 FROM \(Self.history) WHERE seq = (\(Self.maxSequence))"
            + " AND duration_ms IS NULL)"
        let expected = rows.map { $0.isEmpty ? "base" : $0.map(\.rawValue).joined(separator: ", ") }
        let own = identity.map { identity in
            "EXISTS (SELECT 1 FROM \(Self.history) WHERE seq = (\(Self.maxSequence))"
                + " AND run_id = \(sqlStringLiteral(identity.runID)))"
        }
        return Self.assertion(
            ((rows.map(holding) ?? []) + [newest] + (own.map { [$0] } ?? [])).joined(separator: "\n        AND "),
            "the database is not at \(expected ?? "any version"), or a run before this one did not end"
        )
    }

    /// Fails unless a step has left the rows that it should: a revision can write the tables itself, and a trigger can
    /// take a change back.
    ///
    /// - Parameters:
    ///   - rows: the rows that the version table must have, in any order.
    ///   - sequence: the `seq` of the step's last history row; `nil` for the newest.
    ///   - identity: whose row that must be.
    /// - Returns: the statement.
    func check(_ rows: [RevisionID], sequence: Int64?, _ identity: RunIdentity) -> SQLStatement {
        let recorded =
            "EXISTS (SELECT 1 FROM \(Self.history) WHERE seq = \(sequence.map { "\($0)" } ?? "(\(Self.maxSequence))")"
            + " AND duration_ms IS NOT NULL AND run_id = \(sqlStringLiteral(identity.runID)))"
        return Self.assertion(
            (holding(rows) + [recorded]).joined(separator: "\n        AND "),
            "the version table or \(Self.historyName) was changed by something else than the tool"
        )
    }

    /// The conditions under which the version table holds some rows and no others.
    private func holding(_ rows: [RevisionID]) -> [String] {
        let all = "(SELECT count(*) FROM \(qualified)) = \(rows.count)"
        guard !rows.isEmpty else { return [all] }
        let names = rows.map { sqlStringLiteral($0.rawValue) }.joined(separator: ", ")
        return [all, "(SELECT count(*) FROM \(qualified) WHERE version_num IN (\(names))) = \(rows.count)"]
    }

    /// Fails unless the newest run is the one that this script began, and is still open.
    func assertion(beganBy identity: RunIdentity) -> SQLStatement {
        Self.assertion(
            "EXISTS (SELECT 1 FROM \(Self.history) WHERE seq = (\(Self.maxSequence)) AND duration_ms IS NULL"
                + " AND run_id = \(sqlStringLiteral(identity.runID)))",
            "another run came between the statements of this one"
        )
    }

    /// A statement that fails with a message where a condition does not hold, and returns no row where it does.
    static func assertion(_ condition: String, _ message: String) -> SQLStatement {
        SQLStatement(
            """
            SELECT 1 WHERE CASE WHEN \(condition)
                THEN 0 ELSE json_extract('{}', \(sqlStringLiteral(message))) END
            """
        )
    }

    /// Adds a history row.
    ///
    /// - Parameters:
    ///   - entry: what the row tells.
    ///   - sequence: its `seq`; `nil` for the next one.
    ///   - hasEnded: whether its duration is known, as nothing is run.
    ///   - identity: what the rows of the run share.
    /// - Returns: the statement.
    func recording(
        _ entry: HistoryEntry,
        sequence: Int64?,
        hasEnded: Bool,
        _ identity: RunIdentity
    ) -> SQLStatement {
        let values = [
            sequence.map { "\($0)" } ?? "(\(Self.maxSequence)) + 1",
            Self.literal(entry.revision?.rawValue),
            sqlStringLiteral(entry.direction.rawValue),
            Self.literal(entry.checksum?.hex),
            sqlStringLiteral(entry.message),
            "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
            hasEnded ? "0" : "NULL",
            sqlStringLiteral(identity.appliedBy),
            sqlStringLiteral(identity.toolVersion),
            sqlStringLiteral(identity.runID),
        ]
        return SQLStatement(
            """
            INSERT INTO \(Self.history)
                (seq, revision, direction, checksum, message, applied_at, duration_ms, applied_by, tool_version, run_id)
                VALUES (\(values.joined(separator: ", ")))
            """
        )
    }

    /// Sets how long a run took, by the database's clock: the run has ended.
    func ending(sequence: Int64?) -> SQLStatement {
        let elapsed = "(julianday('now') - julianday(applied_at)) * 86400000"
        return SQLStatement(
            """
            UPDATE \(Self.history) SET duration_ms = max(0, CAST(round(\(elapsed)) AS INTEGER))
                WHERE seq = \(sequence.map { "\($0)" } ?? "(\(Self.maxSequence))")
            """
        )
    }

    /// What a run took, as it is recorded.
    func duration(sequence: Int64) -> SQLStatement {
        SQLStatement("SELECT duration_ms FROM \(Self.history) WHERE seq = \(sequence)")
    }

    /// Changes the version rows, each physical row in place as Alembic does.
    func changing(_ change: VersionRows.Change) -> SQLStatement {
        switch change {
        case .insert(let id):
            SQLStatement("INSERT INTO \(qualified) (version_num) VALUES (\(sqlStringLiteral(id.rawValue)))")
        case .update(let old, let new):
            SQLStatement(
                "UPDATE \(qualified) SET version_num = \(sqlStringLiteral(new.rawValue))"
                    + " WHERE version_num = \(sqlStringLiteral(old.rawValue))"
            )
        case .delete(let id):
            SQLStatement("DELETE FROM \(qualified) WHERE version_num = \(sqlStringLiteral(id.rawValue))")
        }
    }

    /// Empties the version table, whatever its rows are.
    var deletingAll: SQLStatement { SQLStatement("DELETE FROM \(qualified)") }

    private static let maxSequence = "SELECT coalesce(max(seq), 0) FROM \(history)"

    private static func literal(_ text: String?) -> String {
        text.map(sqlStringLiteral) ?? "NULL"
    }
}

/// What a history row tells of one revision.
struct HistoryEntry: Hashable {
    var revision: RevisionID?
    var direction: MigrationDirection
    var checksum: Checksum?
    var message: String
}
