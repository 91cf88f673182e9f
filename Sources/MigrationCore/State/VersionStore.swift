/// What a database says about its own version: Alembic's table of heads, and the history of runs.
package enum VersionStore {
    /// The name of the table that keeps every run.
    package static let historyTable = "migrate_history"

    private static let historyColumns = [
        "seq", "revision", "direction", "checksum", "message", "applied_at", "duration_ms", "applied_by",
        "tool_version",
        "run_id",
    ]

    /// Reads the version rows and the history; tables that are not there are no error, and none is created.
    ///
    /// - Parameters:
    ///   - connection: the database; `nil` for one whose file does not exist.
    ///   - versionTable: the name of the version table.
    /// - Returns: the rows in the order Alembic reads them, and the records in order.
    /// - Throws: `DatabaseError`; `.unsupported` where a table or view of that name is something else.
    package static func read(
        from connection: (any DatabaseConnection)?,
        versionTable: String
    ) throws(DatabaseError) -> AppliedHistory {
        guard let connection else { return AppliedHistory() }
        let found = try tables(of: connection, versionTable)
        let hasVersions = try found.exists(versionTable, with: ["version_num"])
        let hasHistory = try found.exists(historyTable, with: historyColumns)
        var history = AppliedHistory(hasVersionTable: hasVersions, hasHistoryTable: hasHistory)
        guard hasVersions || hasHistory else { return history }
        // One statement sees one state of the database, whoever writes meanwhile.
        for row in try connection.query(content(versionTable, hasVersions, hasHistory)) {
            if row[0] == .integer(0) {
                history.add(row[2], of: versionTable)
            } else {
                history.records.append(HistoryRecord(row))
            }
        }
        return history
    }

    private static func content(_ versionTable: String, _ hasVersions: Bool, _ hasHistory: Bool) -> SQLStatement {
        let nothing = Array(repeating: "NULL", count: historyColumns.count - 2).joined(separator: ", ")
        let parts = [
            hasVersions ? "SELECT 0, rowid, version_num, \(nothing) FROM main.\(Identifier(versionTable).quoted)" : nil,
            hasHistory ? "SELECT 1, \(historyColumns.joined(separator: ", ")) FROM main.\(historyTable)" : nil,
        ]
        return SQLStatement(parts.compactMap(\.self).joined(separator: " UNION ALL ") + " ORDER BY 1, 2")
    }

    private static func tables(
        of connection: any DatabaseConnection,
        _ versionTable: String
    ) throws(DatabaseError) -> FoundTables {
        let rows = try connection.query(
            SQLStatement(
                "SELECT s.name, s.type, c.name FROM main.sqlite_schema AS s LEFT JOIN pragma_table_info(s.name, 'main') AS c"
                    + " WHERE s.type IN ('table', 'view') AND s.name COLLATE NOCASE IN (?, ?)",
                [.text(versionTable), .text(historyTable)]
            )
        )
        var found = FoundTables()
        for row in rows {
            guard let name = row[0].text.map(Identifier.fold), let column = row[2].text else { continue }
            found.columns[name, default: []].insert(Identifier.fold(column))
            if row[1] == "view" { found.views.insert(name) }
        }
        return found
    }
}

/// What the schema holds under the names of the tool's tables, by folded names.
private struct FoundTables {
    var columns: [String: Set<String>] = [:]
    var views: Set<String> = []

    func exists(_ table: String, with expected: [String]) throws(DatabaseError) -> Bool {
        let name = Identifier.fold(table)
        guard let columns = columns[name] else { return false }
        if views.contains(name) {
            throw DatabaseError(.unsupported, "\(table) is a view, where the table of versions is expected")
        }
        if let missing = expected.first(where: { !columns.contains($0) }) {
            throw DatabaseError(.unsupported, "the table \(table) has no column \(missing): it is another program's")
        }
        return true
    }
}

extension AppliedHistory {
    /// Adds a row of the version table, which another program may have made without its primary key.
    fileprivate mutating func add(_ value: SQLValue, of versionTable: String) {
        guard let id = value.text.map({ RevisionID($0) }) else {
            flaw = flaw ?? "the table \(versionTable) has a row that is no text (NULL, or another type)"
            return
        }
        guard !rows.contains(id) else {
            flaw = flaw ?? "the table \(versionTable) has the row '\(id)' more than once"
            return
        }
        rows.append(id)
    }
}

extension HistoryRecord {
    fileprivate init(_ row: SQLRow) {
        self.init(
            sequence: row[1].integer ?? 0,
            revision: row[2].text.map { RevisionID($0) },
            direction: row[3].text.flatMap { MigrationDirection(rawValue: $0) } ?? .stamp,
            checksum: row[4].text.map { Checksum(hex: $0) },
            message: row[5].text ?? "",
            appliedAt: row[6].text ?? "",
            durationMS: row[7].integer,
            appliedBy: row[8].text ?? "",
            toolVersion: row[9].text ?? "",
            runID: row[10].text ?? ""
        )
    }
}
