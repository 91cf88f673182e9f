import MigrationCore
import Testing

/// Names may hold anything; nothing in them may be run, or obeyed by a terminal.
@Suite struct HostileNameTests {
    @Test(arguments: ["\n", "\r\n", "\r", "\u{1B}[2J", "\u{85}", "\u{2028}"])
    func noNameLeavesAComment(_ control: String) throws {
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE TABLE z(x);"
        let name = "c\(control)DELETE FROM z; --"
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, \"\(name)\" INT NOT NULL UNIQUE); CREATE TABLE z(x);"
        let revision = try #require(
            try SchemaFlow.generate(from: SchemaFlow.declared(before), to: after, DiffOptions())
        )
        let told = revision.diff.log + revision.warnings.map(\.message)
        #expect(!told.isEmpty)
        for text in told { #expect(!text.contains(control)) }
        for section in [revision.up.text, revision.down.text] {
            let tokens = try Tokenizer.tokens(of: section)
            let bytes = Array(section.utf8)
            let comments = tokens.filter { $0.kind == .comment }.map {
                String(decoding: bytes[$0.range], as: UTF8.self)
            }
            #expect(comments.contains { $0.contains("DELETE FROM z") })
            for comment in comments { #expect(!comment.contains(control)) }
            let words = tokens.filter { $0.kind == .word }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
            #expect(!words.contains("DELETE"))
        }
    }

    @Test func aQuoteWithAMarkBehindItIsAQuote() throws {
        let name = "a'\u{301}b\"\u{301}"
        let literal = "'a''\u{301}b\"\u{301}'"
        let quoted = "\"a'\u{301}b\"\"\u{301}\""
        #expect(Array(sqlStringLiteral(name).utf8) == Array(literal.utf8))
        #expect(Array(Identifier(name).quoted.utf8) == Array(quoted.utf8))
    }

    @Test func escapesEachControlCharacter() {
        #expect("a\nb\rc\td\u{1B}e\u{7F}f\u{202E}g é".escapingControls == "a\\nb\\rc\\td\\u{1B}e\\u{7F}f\\u{202E}g é")
    }
}
