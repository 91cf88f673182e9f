import Foundation
import Testing

@testable import LibSQLClient

@Suite struct JSONReaderTests {
    private func string(_ json: String) throws(JSONError) -> String {
        var reader = JSONReader(Array(json.utf8))
        let text = try reader.string()
        try reader.end()
        return text
    }

    @Test(arguments: [
        (#""""#, ""),
        (#" "a b" "#, "a b"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e4\u20AC\u0000""#, "Aä€\0"),
        (#""\ud83d\ude00 😀""#, "😀 😀"),
        (#""x\n""#, "x\n"),
    ])
    func textsAreUnescaped(json: String, text: String) throws {
        #expect(try string(json) == text)
    }

    @Test(arguments: [
        (#""abc"#, "it ends inside a text at byte 4"),
        (#""ab\"#, "it ends inside a text at byte 4"),
        (#""\x""#, "there is an unknown escape at byte 3"),
        (#""\u12G4""#, "there is an unknown escape at byte 3"),
        (#""\u00e""#, "there is an unknown escape at byte 3"),
        (#""\ud83d""#, "there is half a surrogate pair at byte 7"),
        (#""\ude00""#, "there is half a surrogate pair at byte 7"),
        (#""\ud83d\u0041""#, "there is half a surrogate pair at byte 13"),
        ("\"a\u{1}\"", "there is a control character in a text at byte 2"),
        (#""a" b"#, "something follows at byte 4"),
        ("7", #"there is no '"' at byte 0"#),
        ("", #"it ends where '"' is due at byte 0"#),
    ])
    func whatIsNoTextIsTold(json: String, reason: String) {
        #expect(throws: JSONError(reason: reason)) { try string(json) }
    }

    @Test func bytesThatAreNoUTF8AreNoText() {
        var reader = JSONReader([0x22, 0xFF, 0x22])
        #expect(throws: JSONError(reason: "there is no UTF-8 before at byte 2")) { try reader.string() }
    }

    @Test func whatIsNotWantedIsPassedOver() throws {
        let json = #"{"a":[1,-2.5e3,{"b":[]},{}],"c":"\"]}","d":null,"e":true,"f":false,"g":7}"#
        var reader = JSONReader(Array(json.utf8))
        var found: Int64?
        try reader.object { reader, key throws(JSONError) in
            if key == "g" { found = try reader.integer() } else { try reader.skipValue() }
        }
        try reader.end()
        #expect(found == 7)
    }

    @Test func nestingIsBounded() {
        var reader = JSONReader([UInt8](repeating: UInt8(ascii: "["), count: 100_000))
        #expect(throws: JSONError(reason: "it is nested too deeply at byte 64")) { try reader.skipValue() }
    }

    @Test func everyBeginningOfAnAnswerIsRefused() {
        let whole = Array(
            Answers.pipeline(
                Answers.execute(
                    columns: #"{"name":"a","decltype":null}"#,
                    rows: #"[{"type":"text","value":"x\u00e4"}]"#
                ),
                baton: "b"
            ).utf8
        )
        let decoder = PipelineDecoder(requests: [.select], words: ServerWords(secrets: []))
        #expect(throws: Never.self) { try decoder.decode(whole) }
        for length in 0..<whole.count {
            #expect(throws: JSONError.self) { try decoder.decode(Array(whole.prefix(length))) }
        }
    }
}
