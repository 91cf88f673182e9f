import MigrationCore
import Testing

@Suite struct TokenizerTests {
    @Test func everyByteBelongsToAToken() throws {
        let text = "SELECT 'it''s', \"a\"\"b\", `c`, [d e], x'0aFF', 1.5e-3, 0x1F, ?1, :n -- end\n/* open"
        let tokens = try Tokenizer.tokens(of: text)
        #expect(tokens.first?.range.lowerBound == 0)
        #expect(tokens.last?.range.upperBound == text.utf8.count)
        for (left, right) in zip(tokens, tokens.dropFirst()) {
            #expect(left.range.upperBound == right.range.lowerBound)
        }
    }

    @Test(arguments: [
        ("'abc", "unterminated string", 0),
        ("SELECT \"abc", "unterminated quoted name", 7),
        ("[abc", "unterminated quoted name", 0),
        ("x'abc'", "malformed blob literal", 0),
        ("a ^ b", "unrecognized character '^'", 2),
    ])
    func refusesWhatSQLiteRefuses(text: String, message: String, offset: Int) {
        #expect(throws: SQLSyntaxError(message: message, offset: offset)) { try Tokenizer.tokens(of: text) }
    }
}
