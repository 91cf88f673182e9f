import MigrationCore
import Testing

@Suite struct StatementSplitterTests {
    @Test func dropsWhatStandsAroundAStatement() throws {
        let text =
            "\u{FEFF}-- head\n/* and */ ;;\r\n  CREATE TABLE a (x, -- why\r\n  y) -- behind\r\n;\n\n SELECT ';' /* last */"
        let statements = try StatementSplitter.statements(in: text)
        #expect(statements.map(\.text) == ["CREATE TABLE a (x, -- why\r\n  y)", "SELECT ';'"])
        #expect(statements.map(\.line) == [3, 7])
    }

    @Test(arguments: [
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; UPDATE a SET x = CASE WHEN 1 THEN 2 END; END",
        "create temp trigger t BEFORE UPDATE OF x ON a BEGIN SELECT CASE x WHEN 1 THEN CASE 2 WHEN 2 THEN 3 END END; end",
        "CREATE TEMPORARY TRIGGER IF NOT EXISTS \"end\" AFTER DELETE ON [b;] BEGIN DELETE FROM `c;d`; -- ; END;\n END",
        "CREATE TRIGGER begin AFTER INSERT ON a BEGIN INSERT INTO b VALUES ('; END;'); /* ; END; */ END",
        "EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END -- behind\n",
        "CREATE TABLE trigger_begin (\"begin\", x AS (CASE WHEN y THEN ';' END), y)",
        "CREATE VIEW v AS SELECT CASE WHEN x THEN 1 END AS \"end\" FROM t",
    ])
    func keepsABodyInOneStatement(text: String) throws {
        let statements = try StatementSplitter.statements(in: "SELECT 1;\n\(text);\nSELECT 2")
        #expect(statements.count == 3)
        #expect(statements.first?.text == "SELECT 1")
        #expect(statements.last?.text == "SELECT 2")
        #expect(try StatementSplitter.statements(in: text).count == 1)
    }

    @Test func aTriggerWithoutABodyEndsAtItsSemicolon() throws {
        let statements = try StatementSplitter.statements(in: "CREATE TRIGGER t AFTER INSERT ON a; SELECT 1;")
        #expect(statements.map(\.text) == ["CREATE TRIGGER t AFTER INSERT ON a", "SELECT 1"])
    }

    @Test(arguments: [
        ("SELECT 1;\nSELECT 'abc;\n", "unterminated string", 17),
        ("SELECT 1; /* open; SELECT 2", "unterminated comment", 10),
        ("/*/", "unterminated comment", 0),
        (
            "SELECT 1; CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2;",
            "unterminated trigger: its body has no closing END", 10
        ),
    ])
    func refusesWhatHasNoEnd(text: String, message: String, offset: Int) {
        #expect(throws: SQLSyntaxError(message: message, offset: offset)) {
            try StatementSplitter.statements(in: text)
        }
    }

    @Test func countsLines() {
        #expect(StatementSplitter.line(of: 17, in: "SELECT 1;\nSELECT 'abc;\n") == 2)
        #expect(StatementSplitter.line(of: 0, in: "") == 1)
    }

    @Test(arguments: [
        ("BEGIN IMMEDIATE", StatementKind.transactionControl(keyword: "BEGIN")),
        ("/* now */ commit", .transactionControl(keyword: "COMMIT")),
        ("End Transaction", .transactionControl(keyword: "END")),
        ("ROLLBACK", .transactionControl(keyword: "ROLLBACK")),
        ("ROLLBACK TRANSACTION", .transactionControl(keyword: "ROLLBACK")),
        ("ROLLBACK TO a", .other),
        ("rollback transaction to savepoint a", .other),
        ("SAVEPOINT a", .other),
        ("; COMMIT", .transactionControl(keyword: "COMMIT")),
        (" ;/* x */; -- y\n END", .transactionControl(keyword: "END")),
        ("ROLLBACK; TO", .transactionControl(keyword: "ROLLBACK")),
        ("VACUUM INTO 'x'", .outsideTransactions(keyword: "VACUUM")),
        ("PRAGMA journal_mode = WAL", .outsideTransactions(keyword: "PRAGMA journal_mode")),
        ("PRAGMA main.journal_mode(wal)", .outsideTransactions(keyword: "PRAGMA journal_mode")),
        ("PRAGMA journal_mode", .other),
        ("PRAGMA synchronous = OFF", .outsideTransactions(keyword: "PRAGMA synchronous")),
        ("PRAGMA wal_checkpoint", .outsideTransactions(keyword: "PRAGMA wal_checkpoint")),
        ("pragma foreign_keys=off", .foreignKeysPragma),
        ("PRAGMA foreign_keys", .other),
        ("PRAGMA \"foreign_keys\"=OFF", .foreignKeysPragma),
        ("PRAGMA main.[Foreign_Keys](0)", .foreignKeysPragma),
        ("PRAGMA `journal_mode` = WAL", .outsideTransactions(keyword: "PRAGMA journal_mode")),
        ("PRAGMA", .other),
        ("BEGINNING", .other),
        ("", .other),
    ])
    func knowsWhatATransactionRefuses(text: String, kind: StatementKind) {
        #expect(StatementKind(text) == kind)
    }

    @Test func namesTheWordsAtTheStart() throws {
        let statement = try #require(StatementSplitter.statements(in: "create /* x */ Temp table \"a\" (x)").first)
        #expect(statement.leadingWords == ["CREATE", "TEMP", "TABLE"])
        #expect(statement.kind == .other)
    }
}
