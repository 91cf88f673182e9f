/// Creates many tables on a scratch database in time that grows with their number.
///
/// SQLite's CREATE TABLE reads all of sqlite_schema and walks through every table that the connection knows
/// (`OP_ParseSchema` and `OP_SetCookie` in vdbe.c), so n tables take time that grows with n². Here those created are set
/// aside, a group at a time: their rows move from sqlite_schema to a temporary table, and the connection reads the schema
/// anew. In the end all rows return, each with its rowid, and SQLite reads the whole schema once.
///
/// SQLite still runs every statement, and judges it as ever: a CREATE TABLE with a list of columns looks at no other
/// table, and asks only whether its name is taken. So a run of them holds no name twice, and ends at the first
/// other statement. Only tables of its names are set aside; whatever else there is stays.
struct TableCreations {
    /// What runs next.
    enum Step: Hashable {
        /// The statement at a position of those that were given.
        case given(Int)
        case own(SQLStatement)
    }

    /// How many tables a group has; twice as many in a row are worth the trouble.
    static let groupSize = 500

    private let statements: [SQLStatement]
    private let groupSize: Int
    private var steps: [Step] = []
    /// The tables of the run that is being gathered, and where they are in `statements`.
    private var run: [(name: String, position: Int)] = []
    private var names: Set<String> = []

    private init(_ statements: [SQLStatement], groupSize: Int) {
        self.statements = statements
        self.groupSize = groupSize
    }

    /// The statements in their order, with what sets tables aside between them.
    ///
    /// - Parameters:
    ///   - statements: what is to run, on a database in memory that nobody else looks at, without `writable_schema`.
    ///   - groupSize: how many tables a group has.
    /// - Returns: the steps; nothing but the statements where there are few tables, or where one of them names
    ///   `writable_schema`, for the steps switch it off.
    static func steps(_ statements: [SQLStatement], groupSize: Int = groupSize) -> [Step] {
        guard isWorthwhile(statements.count, groupSize: groupSize) else { return statements.indices.map(Step.given) }
        var creations = TableCreations(statements, groupSize: groupSize)
        for (position, statement) in statements.enumerated() {
            guard let name = tableName(in: statement) else {
                guard !Identifier.fold(statement.text).contains("writable_schema") else {
                    return statements.indices.map(Step.given)
                }
                creations.endRun()
                creations.steps.append(.given(position))
                continue
            }
            if !creations.names.insert(Identifier.fold(name)).inserted {
                creations.endRun()
                creations.names = [Identifier.fold(name)]
            }
            creations.run.append((name, position))
        }
        creations.endRun()
        return creations.steps
    }

    /// Whether so many statements can hold a run that is worth the trouble.
    static func isWorthwhile(_ count: Int, groupSize: Int = groupSize) -> Bool {
        count >= 2 * groupSize
    }

    private mutating func endRun() {
        let isSplit = TableCreations.isWorthwhile(run.count, groupSize: groupSize)
        if isSplit { steps.append(.own(TableCreations.opening)) }
        for start in stride(from: 0, to: run.count, by: groupSize) {
            let group = run[start..<min(start + groupSize, run.count)]
            steps += group.map { .given($0.position) }
            guard isSplit, group.endIndex < run.count else { continue }
            steps += TableCreations.settingAside(group.map(\.name)).map(Step.own)
        }
        if isSplit { steps += TableCreations.closing.map(Step.own) }
        run = []
        names = []
    }
}

extension TableCreations {
    /// The name in `CREATE TABLE [IF NOT EXISTS] name (…`; `nil` for every other statement.
    private static func tableName(in statement: SQLStatement) -> String? {
        guard statement.arguments.isEmpty else { return nil }
        var tokenizer = Tokenizer(statement.text)
        func word() -> String? {
            next().flatMap { $0.kind == .word ? Identifier.fold(tokenizer.text($0)) : nil }
        }
        func next() -> Token? {
            while let token = try? tokenizer.next() { if !token.isTrivia { return token } }
            return nil
        }
        guard word() == "create", word() == "table", var name = next() else { return nil }
        var bracket = next()
        if name.kind == .word, Identifier.fold(tokenizer.text(name)) == "if", bracket?.kind == .word {
            guard word() == "exists", let later = next() else { return nil }
            name = later
            bracket = next()
        }
        guard name.kind == .word || name.kind == .quotedName, let bracket, tokenizer.text(bracket) == "(" else {
            return nil
        }
        return Identifier.unquote(tokenizer.bytes[name.range])
    }

    private static let opening: SQLStatement =
        "CREATE TEMP TABLE _migrate_aside AS SELECT rowid AS id, type, name, tbl_name, rootpage, sql FROM main.sqlite_schema WHERE 0"

    /// The newest row stays, with those of its table: it holds the number from which the next ones count on.
    private static func settingAside(_ tables: [String]) -> [SQLStatement] {
        let condition =
            "tbl_name IN (\(tables.map { _ in "?" }.joined(separator: ", ")))"
            + " AND tbl_name <> (SELECT tbl_name FROM main.sqlite_schema ORDER BY rowid DESC LIMIT 1)"
        let names = tables.map(SQLValue.text)
        return [
            SQLStatement(
                "INSERT INTO temp._migrate_aside"
                    + " SELECT rowid, type, name, tbl_name, rootpage, sql FROM main.sqlite_schema WHERE \(condition)",
                names
            ),
            "PRAGMA writable_schema=ON",
            SQLStatement("DELETE FROM main.sqlite_schema WHERE \(condition)", names),
            "PRAGMA writable_schema=RESET",
        ]
    }

    private static let closing: [SQLStatement] = [
        "PRAGMA writable_schema=ON",
        """
        INSERT INTO main.sqlite_schema(rowid, type, name, tbl_name, rootpage, sql)
        SELECT id, type, name, tbl_name, rootpage, sql FROM temp._migrate_aside ORDER BY id
        """,
        "PRAGMA writable_schema=RESET",
        "DROP TABLE temp._migrate_aside",
    ]
}
