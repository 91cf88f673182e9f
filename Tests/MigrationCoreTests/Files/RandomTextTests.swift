import CSQLite
import MigrationCore
import Testing

/// Texts that nobody would write: nothing may trap or hang, and SQLite's own view of a statement's end is the judge.
@Suite struct RandomTextTests {
    private static let words = [
        "CREATE", "TEMP", "TRIGGER", "TABLE", "EXPLAIN", "QUERY", "PLAN", "BEGIN", "END", "CASE", "WHEN", "SELECT", "x",
        "end", "IF NOT EXISTS", ";", ";", ";", "; END;", "(", ")", ",", ".", "=", "'", "'a;b'", "''", "\"",
        "\"end\"", "`", "`;`", "[", "]", "[a;b]", "--", "-- c;\n", "/*", "*/", "/* ; */", "\n", "\r\n", " ", "\t",
        "1.5e", "0x", "x'ab'", "x'", "?", ":a", "é", "#", "^", "PRAGMA", "VACUUM", "ROLLBACK", "TO",
        "-- migrate:", "-- migrate:up\n", "-- migrate:down\n", "-- migrate:up transaction=off\n",
    ]
    private static let lines = [
        "-- revision: a1", "-- revision:", "-- down_revision: none", "-- down_revision: a, b", "-- message: x: y",
        "-- depends_on: ,", "-- branch_labels: none", "--", "--:", "-- :", "-- a:", "/*", "*/", "/* x */",
        "-- migrate:",
        "-- migrate:up", "-- migrate:down", "-- migrate:up a=b =", "-- migrate:upp", "SELECT 1;", "'", "\u{FEFF}", "",
        "// revision: a1", "// migrate:support", "BEGIN;", "CREATE TRIGGER t AFTER INSERT ON a BEGIN", "END;",
    ]

    private func text(_ parts: [String], separator: String, _ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
            parts.randomElement(using: &generator) ?? ""
        }.joined(separator: separator)
    }

    private func isComplete(_ text: String) -> Bool { sqlite3_complete(text) == 1 }

    @Test(arguments: 0..<8) func statementsEndWhereSQLiteEndsThem(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<2_000 {
            let text = text(Self.words, separator: Bool.random(using: &generator) ? " " : "", &generator)
            guard let statements = try? StatementSplitter.statements(in: text) else { continue }
            for statement in statements {
                let bytes = Array(text.utf8)[statement.offset...].prefix(statement.text.utf8.count)
                #expect(Array(bytes) == Array(statement.text.utf8), "\(text.debugDescription)")
                #expect((try? StatementSplitter.statements(in: statement.text))?.map(\.text) == [statement.text])
                // A trigger without a body is wrong anyway; `sqlite3_complete` waits for its END for ever.
                let hasBody = !statement.text.contains("TRIGGER") || statement.text.contains("BEGIN")
                if !hasBody, !isComplete(statement.text + ";") { continue }
                #expect(isComplete(statement.text + ";"), "\(text.debugDescription)")
                for end in statement.text.indices where statement.text[end] == ";" {
                    #expect(!isComplete(String(statement.text[...end])), "\(text.debugDescription)")
                }
            }
        }
    }

    @Test(arguments: 0..<4) func everyProblemHasAMessageAndALineOfTheFile(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        for round in 0..<2_000 {
            let ending = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
            let text = text(Self.lines + Self.words, separator: ending, &generator)
            check(Array(text.utf8), file: round.isMultiple(of: 4) ? "a.swift" : "a.sql")
        }
    }

    @Test(arguments: 0..<4) func damagedFilesAreRead(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let sound = """
            -- revision: 3f2a9c1b7d04
            -- down_revision: none
            -- message: Größe
            -- migrate:up foreign_keys=off
            CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 'x' WHEN 1 THEN "y" END; END;
            -- migrate:down
            DROP TRIGGER t;
            """
        for _ in 0..<2_000 {
            var bytes = Array(sound.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch UInt8.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                case _: bytes.removeSubrange(position...)
                }
                if bytes.isEmpty { break }
            }
            check(bytes, file: "a.sql")
        }
    }

    private func check(_ bytes: [UInt8], file: String) {
        do {
            guard case .revision(let revision) = try RevisionFile.parse(bytes: bytes, file: file) else { return }
            #expect(RevisionID.problem(with: revision.id.rawValue) == nil)
        } catch {
            let lines = 1 + bytes.count { $0 == 0x0A }
            #expect(!error.problems.isEmpty)
            for problem in error.problems {
                #expect(!problem.message.isEmpty && !problem.message.contains("\n"))
                #expect((1...lines).contains(problem.location.line ?? 1))
            }
        }
    }
}
