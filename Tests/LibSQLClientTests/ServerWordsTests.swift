import Testing

@testable import LibSQLClient

@Suite struct ServerWordsTests {
    private let token = TestTokens.jwt(expiry: 1_900_000_000)

    private func shown(_ text: String, _ secrets: String...) -> String {
        ServerWords(secrets: secrets.map { BearerToken($0) }).shown(text)
    }

    @Test func aTokenAndItsPartsAreTakenOut() {
        let parts = token.split(separator: ".").map(String.init)
        #expect(shown("the token \(token) is bad", token) == "the token <REDACTED> is bad")
        #expect(shown("signature '\(parts[2])'", token) == "signature '<REDACTED>'")
        #expect(shown("claims \(parts[1].prefix(12))… no", token) == "claims <REDACTED>… no")
        #expect(shown(token.uppercased(), token) == "<REDACTED>")
        #expect(shown("\(parts[0]) and \(parts[1])", token) == "<REDACTED> and <REDACTED>")
    }

    @Test func everySecretIsTakenOut() {
        #expect(shown("abc123 and a key of its own", "abc123", "key of its own") == "<REDACTED> and a <REDACTED>")
        #expect(shown("nothing to see", "abc123", "") == "nothing to see")
        #expect(shown("", "abc123") == "")
    }

    @Test func controlCharactersAreEscaped() {
        #expect(
            shown("a\nb\r\tc\u{1B}[31m\0\u{7F}\u{9B}\u{202E}\u{2028}ä😀")
                == #"a\nb\r\tc\u{1b}[31m\u{0}\u{7f}\u{9b}\u{202e}\u{2028}ä😀"#
        )
    }

    @Test func theLengthIsBoundedAfterRedaction() {
        let words = ServerWords(secrets: [BearerToken(token)])
        #expect(words.shown(String(repeating: "x", count: 5_000)).count == 2_001)
        #expect(words.shown("four: " + token, limit: 10) == "four: <RED…")
        #expect(words.shown(String(repeating: token, count: 5_000)).contains(token.prefix(8)) == false)
    }
}
