import Testing

@testable import MigrationCore

/// The type of a revision is found whatever else its file holds.
@Suite struct MigrationTypesTests {
    private func names(_ text: String) -> [String] {
        MigrationTypes(text).declarations.map(\.name)
    }

    @Test(arguments: [
        "struct Helper<M: Migration> {}", "struct Helper<M: Migration>: Sendable {}",
        "final class Helper<A: Collection<Int>, M: Migration> where A: Sendable {}",
        #"let text = "\(names["{"] ?? "}") and \(f("\("{")"))""#, ##"let text = #"\#(f("{")) \("##, ##" \ " "#"##,
        "let marks = /[\"{]/", "let marks = f(/\"{\\/\"/)", "let marks = #/ \"{/ /#", "let half = (1 + 2) / 2 // {",
        "let half = n / 2; let other = \"{\".count / 2", "let text = \"\"\"\n    {\" \\(f(\"{\"))\n    \"\"\"",
        "/* { /* \" */ */", "let `class` = 1", "func f() -> Bool { values.allSatisfy { $0 / 2 > 1 } }",
        "let list = text.split { $0 == \"{\" }",
    ]) func whatStandsBesideItIsNoMatter(_ code: String) {
        #expect(names("\(code)\nstruct B: Migration {}") == ["B"], "\(code)")
        #expect(names("struct B: Migration {}\n\(code)") == ["B"], "\(code)")
    }

    @Test func aTypeOfAnyNameIsFound() {
        #expect(names("struct `class`: Migration {}") == ["`class`"])
        #expect(names("struct Generic<A, B: Collection<A>>: Sendable, Migration {}") == ["Generic"])
        #expect(
            names("enum Outer { struct Inner: Migration {} }\nextension Outer.Other: Migration {}") == ["Outer.Other"]
        )
        #expect(names("struct A: MigrationCore.Migration {}\nclass B: Sendable {}") == ["A"])
    }
}
