import Testing

@testable import MigrationCore

@Suite struct TableCreationsTests {
    private func steps(_ texts: [String]) -> [TableCreations.Step] {
        TableCreations.steps(texts.map { SQLStatement($0) }, groupSize: 3)
    }

    /// Runs the statements with and without steps between, in a transaction each, and says what is there then.
    private func outcomes(_ texts: [String], after earlier: [SQLStatement] = []) throws -> [[SQLRow]] {
        let statements = texts.map { SQLStatement($0) }
        let spread = steps(texts).map { step in
            switch step {
            case .given(let position): statements[position]
            case .own(let statement): statement
            }
        }
        #expect(spread.count > statements.count)
        return try [statements, spread].map { statements in
            let scratch = try ScratchDatabase()
            try scratch.run(earlier)
            try scratch.connection.apply(Batch(statements))
            try scratch.run(["INSERT INTO t2(a) VALUES (1)"])
            #expect(try scratch.connection.query("PRAGMA integrity_check").first?[0] == .text("ok"))
            #expect(try scratch.connection.query("SELECT * FROM temp.sqlite_schema").isEmpty)
            #expect(try scratch.connection.query("PRAGMA writable_schema").first?[0] == .integer(0))
            return try scratch.connection.query(
                "SELECT rowid, type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid"
            )
                + scratch.connection.query("SELECT * FROM t2")
        }
    }

    private let creations = [
        "CREATE TABLE t0(a PRIMARY KEY, b UNIQUE)", "create /* c */ table if not exists \"T 1\"(a)",
        "CREATE TABLE t2(a)",
        "CREATE TABLE [t3](a INTEGER PRIMARY KEY AUTOINCREMENT)", "CREATE TABLE t4(a REFERENCES t0(b), CHECK (a > 1))",
        "CREATE TABLE `t5`(a PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE t6(a INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE t7(a, b AS (a) STORED)",
    ]

    @Test func theDatabaseIsTheSame() throws {
        let outcomes = try outcomes(creations)
        #expect(outcomes[0] == outcomes[1])
    }

    @Test func whatWasThereBeforeStays() throws {
        let earlier: [SQLStatement] = [
            "CREATE TABLE old(a)", "CREATE INDEX i ON old(a)", "CREATE VIEW v AS SELECT * FROM t1",
            "CREATE TRIGGER g AFTER INSERT ON old BEGIN DELETE FROM t2; END", "CREATE TABLE \"t 1\"(b)",
            "CREATE INDEX k ON \"t 1\"(b)", "CREATE VIRTUAL TABLE f USING fts5(a)",
        ]
        let later = ["CREATE INDEX j ON t0(b)", "INSERT INTO old VALUES (1)", "INSERT INTO f VALUES ('x')"]
        let outcomes = try outcomes(["CREATE TABLE first(a)", "DROP TABLE first"] + creations + later, after: earlier)
        #expect(outcomes[0] == outcomes[1])
    }

    @Test func aNameThatIsTakenIsAnErrorAsEver() throws {
        for repeated in ["CREATE TABLE T0(a)", "CREATE TABLE taken(a)", "CREATE TABLE i(a)"] {
            let scratch = try ScratchDatabase()
            try scratch.run(["CREATE TABLE taken(a)", "CREATE INDEX i ON taken(a)"])
            let before = try scratch.connection.query("SELECT * FROM sqlite_schema")
            let texts = creations + [repeated]
            let spread = steps(texts).map { step in
                switch step {
                case .given(let position): SQLStatement(texts[position])
                case .own(let statement): statement
                }
            }
            let error = #expect(throws: DatabaseError.self) { try scratch.connection.apply(Batch(spread)) }
            #expect(error?.statement?.text == repeated)
            #expect(error?.message.contains("already") ?? false)
            #expect(try scratch.connection.query("SELECT * FROM sqlite_schema") == before)
            try scratch.run(["INSERT INTO taken VALUES (1)", "DROP TABLE taken"])
        }
    }

    @Test func onlyTablesInARowAreSetAside() {
        #expect(steps(Array(creations.prefix(5))) == (0..<5).map(TableCreations.Step.given))
        for other in [
            "CREATE TABLE s AS SELECT 1", "CREATE TEMP TABLE s(a)", "CREATE TABLE main.s(a)", "CREATE INDEX i ON t0(b)",
            "CREATE TABLE t0(a)", "INSERT INTO t0 VALUES (1)", "CREATE TABLE 's'(a)", "", "CREATE TABLE \"s",
        ] {
            let texts = Array(creations.prefix(3)) + [other] + creations.suffix(3)
            #expect(steps(texts) == texts.indices.map(TableCreations.Step.given), "\(other)")
        }
        let texts = creations + ["PRAGMA Writable_Schema=ON"]
        #expect(steps(texts) == texts.indices.map(TableCreations.Step.given))
    }

    @Test func aGroupWhoseLastTablesFailLosesNothing() throws {
        let texts = (0..<7).map { "CREATE TABLE t\($0)(\($0 == 2 || $0 == 5 ? "a a a, a" : "a"))" }
        let scratch = try ScratchDatabase()
        for step in steps(texts) {
            switch step {
            case .given(let position): _ = try? scratch.connection.query(SQLStatement(texts[position]))
            case .own(let statement): try scratch.run([statement])
            }
        }
        let names = try scratch.connection.query("SELECT name FROM sqlite_schema ORDER BY rowid").compactMap {
            $0[0].text
        }
        #expect(names == ["t0", "t1", "t3", "t4", "t6"])
    }

    @Test func aSchemaOfManyTablesIsReplayedAndDeclared() throws {
        let texts = (0..<1201).map { "CREATE TABLE IF NOT EXISTS t\($0) (id INTEGER PRIMARY KEY, a UNIQUE)" }
        let text = texts.joined(separator: ";\n") + ";\nCREATE INDEX i ON t7 (a);\n"
        let actual = try SchemaReplay.schema(of: [try SchemaFlow.revision("a1", up: text)], versionTable: "v")
        let file = SchemaText(file: "schema.sql", text: text)
        let declared = try DeclaredSchema.load([file], versionTable: "v").schema
        #expect(actual == declared)
        #expect(declared.tables.map(\.name) == (0..<1201).map { "t\($0)" })
        let broken = SchemaText(file: "schema.sql", text: text + "CREATE TABLE bad (a, a);\n")
        let error = #expect(throws: MigrationError.self) { try DeclaredSchema.load([broken], versionTable: "v") }
        #expect(error?.summary == "schema.sql:1203: table \"bad\": duplicate column name: a")
    }
}
