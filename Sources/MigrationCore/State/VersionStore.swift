/// What a database says about its own version: Alembic's table of heads, and the history of runs.
package enum VersionStore {
    /// The name of the table that keeps every run.
    package static let historyTable = "migrate_history"

    static let historyColumns = [
        "seq", "revision", "direction", "checksum", "message", "applied_at", "duration_ms", "applied_by",
        "tool_version",
        "run_id",
    ]

    /// Reads the version rows and of the history what decides anything; tables that are not there are no error, and none
    /// is created.
    ///
    /// One question, however long the history is: beyond `pageLimit` records only those that decide anything are read, and
    /// only beyond as many of these there are more questions.
    ///
    /// - Parameters:
    ///   - connection: the database; `nil` for one whose file does not exist.
    ///   - versionTable: the name of the version table.
    ///   - runID: the run whose records are wanted, all of them.
    ///   - isolation: whether writers that have begun are waited for.
    ///   - pageLimit: how many records are asked for at once.
    /// - Returns: the rows in the order Alembic reads them; the records in order: all, or the newest of each revision in
    ///   each direction, the newest of them that knows a checksum, and those of the run.
    /// - Throws: `DatabaseError`; `.unsupported` where a table or view of that name is something else.
    package static func read(
        from connection: (any DatabaseConnection)?,
        versionTable: String,
        runID: String? = nil,
        isolation: ReadIsolation = .snapshot,
        pageLimit: Int = 12_000
    ) throws(DatabaseError) -> AppliedHistory {
        guard let connection else { return AppliedHistory() }
        var reader = HistoryReader(connection: connection, runID: runID, isolation: isolation, limit: pageLimit)
        // Asked at once, for a remote database is a request away; of a table that is not there the error says nothing.
        let results = try reader.query { page in [tables(versionTable), versions(versionTable), page] }
        guard results.count == 3 else { throw DatabaseError(.connection, "an answer to a question is missing") }
        let found = FoundTables(try results[0].get())
        let hasVersions = try found.exists(versionTable, with: ["version_num"])
        let hasHistory = try found.exists(historyTable, with: historyColumns)
        var history = AppliedHistory(hasVersionTable: hasVersions, hasHistoryTable: hasHistory)
        if hasVersions { history.setRows(try results[1].get().map { $0[0] }, of: versionTable) }
        if hasHistory { history.records = try reader.records(from: try results[2].get()) }
        return history
    }

    private static func versions(_ versionTable: String) -> SQLStatement {
        SQLStatement("SELECT version_num FROM main.\(Identifier(versionTable).quoted) ORDER BY rowid")
    }

    private static func tables(_ versionTable: String) -> SQLStatement {
        SQLStatement(
            "SELECT s.name, s.type, c.name FROM main.sqlite_schema AS s LEFT JOIN pragma_table_info(s.name, 'main') AS c"
                + " WHERE s.type IN ('table', 'view') AND s.name COLLATE NOCASE IN (?, ?)",
            [.text(versionTable), .text(historyTable)]
        )
    }
}

/// What the schema holds under the names of the tool's tables, by folded names.
private struct FoundTables {
    var columns: [String: Set<String>] = [:]
    var views: Set<String> = []

    init(_ rows: [SQLRow]) {
        for row in rows {
            guard let name = row[0].text.map(Identifier.fold), let column = row[2].text else { continue }
            columns[name, default: []].insert(Identifier.fold(column))
            if row[1] == "view" { views.insert(name) }
        }
    }

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
    /// Takes the rows of the version table, which another program may have made without its primary key.
    fileprivate mutating func setRows(_ values: [SQLValue], of versionTable: String) {
        var known: Set<RevisionID> = []
        for value in values {
            guard let id = value.text.map({ RevisionID($0) }) else {
                flaw = flaw ?? "the table \(versionTable) has a row that is no text (NULL, or another type)"
                continue
            }
            guard known.insert(id).inserted else {
                flaw = flaw ?? "the table \(versionTable) has the row '\(id)' more than once"
                continue
            }
            rows.append(id)
        }
    }
}
