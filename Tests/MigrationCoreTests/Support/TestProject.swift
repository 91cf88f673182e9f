import MigrationCore

extension Revision {
    /// A revision whose file is `versions/ID.sql`, its statements on the lines from 5 on.
    static func test(
        _ id: RevisionID,
        after parents: RevisionID...,
        up: [String] = [],
        down: [String]? = nil,
        transaction: Batch.Transaction = .atomic(foreignKeys: .enforced),
        message: String = ""
    ) -> Revision {
        let file = "versions/\(id).sql"
        func section(_ texts: [String], _ line: Int) -> Section {
            let statements = texts.enumerated().map { index, text in
                SQLStatement(text, source: SourceLocation(file: file, line: line + index))
            }
            return Section(statements, transaction: transaction)
        }
        return Revision(
            id: id,
            parents: parents,
            message: message,
            body: .sql(up: section(up, 5), down: down.map { section($0, 5 + up.count + 2) }),
            text: (up + (down ?? [])).joined(separator: ";\n"),
            source: SourceLocation(file: file, line: 1)
        )
    }

    /// A chain of revisions `r1` … `rN`, each of which makes a table of its name.
    static func chain(_ count: Int) -> [Revision] {
        (1...count).map { number in
            let parents: [RevisionID] = number == 1 ? [] : [RevisionID("r\(number - 1)")]
            let table = "t\(number)"
            return Revision(
                id: RevisionID("r\(number)"),
                parents: parents,
                message: "Make \(table)",
                body: .sql(
                    up: Section([
                        SQLStatement("CREATE TABLE \(table) (a)", source: SourceLocation(file: "\(table).sql", line: 5))
                    ]),
                    down: Section([
                        SQLStatement("DROP TABLE \(table)", source: SourceLocation(file: "\(table).sql", line: 8))
                    ])
                ),
                text: table,
                source: SourceLocation(file: "\(table).sql", line: 1)
            )
        }
    }
}

/// A database in a folder of its own, with what tests ask about it.
struct TestDatabase {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    var path: String { folder.file("app.db") }

    var location: DatabaseLocation { .file(path: path) }

    func migrator(_ revisions: [Revision], _ change: (inout Migrator.Options) -> Void = { _ in }) -> Migrator {
        var options = Migrator.Options()
        change(&options)
        return Migrator(database: location, migrations: .revisions(revisions), options: options)
    }

    func connect() throws -> any DatabaseConnection {
        try DatabaseConnector.open(location)
    }

    /// The user's tables, the version rows and the history as `direction revision`.
    var tables: [String] {
        get throws {
            try connect().column(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('alembic_version', 'migrate_history') ORDER BY 1"
            )
        }
    }

    var version: [String] {
        get throws { try connect().column("SELECT version_num FROM alembic_version ORDER BY rowid") }
    }

    var history: [String] {
        get throws {
            try connect().column(
                "SELECT direction || ' ' || coalesce(revision, 'base') || iif(duration_ms IS NULL, ' …', '')"
                    + " FROM migrate_history ORDER BY seq"
            )
        }
    }
}

extension ConnectionOptions {
    /// Waits for no lock.
    static var impatient: ConnectionOptions {
        var options = ConnectionOptions()
        options.busyTimeout = .zero
        return options
    }
}
