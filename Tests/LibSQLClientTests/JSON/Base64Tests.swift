import Foundation
import Testing

@testable import LibSQLClient

@Suite struct Base64Tests {
    @Test(arguments: 0..<40)
    func everyLengthAgreesWithFoundation(length: Int) {
        let blob = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 97 + 250) }
        var text: [UInt8] = []
        Base64.encode(blob, into: &text)
        let expected = Data(blob).base64EncodedString()
        #expect(String(decoding: text, as: UTF8.self) == expected)
        #expect(Base64.decode(text) == blob)
        #expect(Base64.decode(expected.replacing("=", with: "").utf8) == blob)
    }

    @Test func bothAlphabetsAreRead() {
        #expect(Base64.decode("+/+/".utf8) == [0xFB, 0xFF, 0xBF])
        #expect(Base64.decode("-_-_".utf8) == [0xFB, 0xFF, 0xBF])
    }

    @Test(arguments: ["A", "AA=", "AAA==", "A===", "AA=A", "A A=", "AAAAA", "=", "Ä"])
    func whatIsNoBase64IsRefused(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
