import Foundation
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

    @Test func theFormsThatAServerMayGiveItAreTakenOut() {
        let key = "a/key+of=its/own?"
        #expect(shown("?authToken=a%2Fkey%2Bof%3dits%2Fown%3F&x", key) == "?authToken=<REDACTED>&x")
        #expect(shown("hex " + key.utf8.map { String($0, radix: 16) }.joined(), key) == "hex <REDACTED>")
        for prefix in ["", "u", "u:", "user:"] {
            let encoded = Data((prefix + token).utf8).base64EncodedString()
            let words = shown("Basic \(encoded)", token)
            #expect(words.contains("<REDACTED>") && words.utf8.count < 40, "\(words)")
        }
        #expect(shown("nothing to see here at all", token) == "nothing to see here at all")
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
