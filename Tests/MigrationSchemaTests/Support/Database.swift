import CSQLite
import MigrationSchema

/// A SQLite database in memory, which judges what is rendered.
final class Database {
    private var handle: OpaquePointer?

    init() {
        sqlite3_open(":memory:", &handle)
    }

    deinit { sqlite3_close(handle) }

    /// Runs statements; what SQLite has against them is returned.
    func run(_ sql: String) -> String? {
        guard sqlite3_exec(handle, sql, nil, nil, nil) != SQLITE_OK else { return nil }
        return String(cString: sqlite3_errmsg(handle))
    }

    /// The first column of a query's rows.
    func column(_ sql: String) -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return [] }
        defer { sqlite3_finalize(statement) }
        var values: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            values.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "NULL")
        }
        return values
    }

    /// A database with the schema; `nil` where SQLite refuses it.
    static func holding(_ schema: Schema) -> Database? {
        let database = Database()
        guard schema.rendering.problems.isEmpty, database.run(schema.sql) == nil else { return nil }
        return database
    }
}
