import Foundation
import Testing

@testable import MigrateCLI

@Suite struct JSONValueTests {
    @Test func writesOneLineInOrder() {
        let value: JSONValue = [
            "b": [1, true, nil, "x"], "a": ["c": .array([]), "d": .object([])], "e": JSONValue(["p", "q"]),
            "f": JSONValue(nil as String?), "g": JSONValue(3 as Int?),
        ]
        #expect(value.text == #"{"b":[1,true,null,"x"],"a":{"c":[],"d":{}},"e":["p","q"],"f":null,"g":3}"#)
    }

    @Test func escapesWhatMustBe() throws {
        let text = "\"\\/\n\r\t\u{0}\u{1F}\u{7F}é🙂\u{2028}"
        let json = JSONValue.string(text).text
        #expect(json == "\"\\\"\\\\/\\n\\r\\t\\u0000\\u001f\\u007fé🙂\u{2028}\"")
        let decoded = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        #expect(decoded as? String == text)
    }
}
