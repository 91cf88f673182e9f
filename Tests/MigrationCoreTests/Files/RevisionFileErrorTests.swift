import MigrationCore
import Testing

private let closing = " | close it; all that follows was read as a part of it"

/// Every message about a revision file, quoted.
@Suite struct RevisionFileErrorTests {
    private func problems(_ bytes: [UInt8], file: String = "a.sql") -> [String] {
        do {
            _ = try RevisionFile.parse(bytes: bytes, file: file)
            return []
        } catch {
            return error.problems.map { problem in
                problem.description + (problem.remedy.map { " | \($0)" } ?? "")
            }
        }
    }

    private static let header = "-- revision: a1\n-- down_revision: none\n"
    private static let names =
        "use letters, digits and '_'; blanks, commas, parentheses, quotes and '@', '-', '+', ':' are not allowed"

    @Test(arguments: [
        (
            "-- revison: a1\n-- down_revision: none\n-- migrate:up",
            [
                "a.sql:1: unknown header key 'revison' (did you mean 'revision'?)"
                    + " | correct the key, or put a free comment behind the header"
            ]
        ),
        (
            "-- revision: a1\n-- down_revision: none\n-- Author: me\n-- see https://example.com\n-- https://a.b\n-- migrate:up",
            ["a.sql:3: unknown header key 'Author' | correct the key, or put a free comment behind the header"]
        ),
        (
            "-- revision: a1\n-- revision: b2\n-- down_revision: none\n-- migrate:up",
            [
                "a.sql:2: 'revision' stands twice in the header, first on line 1"
                    + " | keep one of the two; several values are separated by commas"
            ]
        ),
        (
            "-- revision: a@b\n-- down_revision: none\n-- migrate:up",
            ["a.sql:1: 'a@b' cannot stand in 'revision': '@' is not allowed | \(names)"]
        ),
        (
            "-- revision: a-b\n-- down_revision: c+d, e:f\n-- branch_labels: x y\n-- depends_on: (z\n-- migrate:up",
            [
                "a.sql:1: 'a-b' cannot stand in 'revision': '-' is not allowed | \(names)",
                "a.sql:2: 'c+d' cannot stand in 'down_revision': '+' is not allowed | \(names)",
                "a.sql:2: 'e:f' cannot stand in 'down_revision': ':' is not allowed | \(names)",
                "a.sql:3: 'x y' cannot stand in 'branch_labels': blanks are not allowed | \(names)",
                "a.sql:4: '(z' cannot stand in 'depends_on': '(' is not allowed | \(names)",
            ]
        ),
        (
            "-- revision: head\n-- down_revision: base\n-- migrate:up",
            [
                "a.sql:1: 'head' cannot stand in 'revision': 'head' is a reserved word | \(names)",
                "a.sql:2: 'base' cannot stand in 'down_revision': 'base' is a reserved word | \(names)",
            ]
        ),
        (
            "-- revision: a\u{1}\n-- down_revision: b,,c\u{A0}d\n-- migrate:up",
            [
                "a.sql:1: 'a\u{1}' cannot stand in 'revision': control characters are not allowed | \(names)",
                "a.sql:2: '' cannot stand in 'down_revision': it is empty | \(names)",
                "a.sql:2: 'c\u{A0}d' cannot stand in 'down_revision': blanks are not allowed | \(names)",
            ]
        ),
        (
            "-- revision:\n-- down_revision:\n-- migrate:up",
            [
                "a.sql:1: 'revision' has no value | write its value behind the colon",
                "a.sql:2: 'down_revision' has no value | name the revision before this one, or `none` for a first revision",
            ]
        ),
        (
            "-- revision: a1\n-- down_revision: none, b\n-- migrate:up",
            [
                "a.sql:2: 'none' stands beside other revisions in 'down_revision'"
                    + " | write `none` alone for a first revision, or only the revisions before this one"
            ]
        ),
        (
            "-- revision: a1\n-- down_revision: b, b\n-- migrate:up",
            ["a.sql:2: 'down_revision' names 'b' twice | name it once"]
        ),
        (
            "-- revision: a1\n-- message: x\n-- migrate:up",
            [
                "a.sql:2: the header has no 'down_revision'"
                    + " | add `-- down_revision: ID`, or `-- down_revision: none` for a first revision"
            ]
        ),
        (
            "-- down_revision: a1\n-- migrate:up",
            ["a.sql:1: the header has no 'revision' | add the revision's id: `-- revision: ID`"]
        ),
        (
            "CREATE TABLE t (x);\n",
            [
                "a.sql:1: no revision header: the file does not begin with one"
                    + " | begin it with `-- revision: ID` and `-- down_revision: ID`, or move it out of the folder"
            ]
        ),
        (
            "",
            [
                "a.sql:1: no revision header: the file does not begin with one"
                    + " | begin it with `-- revision: ID` and `-- down_revision: ID`, or move it out of the folder"
            ]
        ),
    ])
    func saysWhatIsWrongInAHeader(text: String, expected: [String]) {
        #expect(problems(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        (
            "-- nothing here\n",
            [
                "a.sql: the file has no 'migrate:up' section"
                    + " | add a line `-- migrate:up` before the first statement"
            ]
        ),
        (
            "-- migrate:down\nSELECT 1;",
            [
                "a.sql: the file has no 'migrate:up' section"
                    + " | add a line `-- migrate:up` before the first statement"
            ]
        ),
        (
            "\nSELECT 1;\nSELECT 2;\n-- migrate:up\n",
            ["a.sql:4: a statement outside a section | put it below `-- migrate:up` or `-- migrate:down`"]
        ),
        (
            "-- migrate:up\n-- migrate:down\n-- migrate:up\nSELECT 'late';\n",
            ["a.sql:5: a second 'migrate:up' section; the first begins on line 3 | join the two sections"]
        ),
        (
            "-- migrate:up\n-- migrate:dwon\nSELECT 1;\n",
            [
                "a.sql:4: unknown marker 'migrate:dwon' (did you mean 'down'?)"
                    + " | sections are `-- migrate:up` and `-- migrate:down`"
            ]
        ),
        (
            "-- migrate:up\nSELECT 1; -- migrate:down\nSELECT 2;",
            ["a.sql:4: 'migrate:down' stands behind other text on its line | put the marker on a line of its own"]
        ),
        (
            "-- migrate:up transacton=off\n",
            [
                "a.sql:3: unknown section option 'transacton' (did you mean 'transaction'?)"
                    + " | options are `transaction=off` and `foreign_keys=off`"
            ]
        ),
        (
            "-- migrate:up transaction=no foreign_keys\n",
            [
                "a.sql:3: 'transaction' is 'on' or 'off', not 'no' | options are `transaction=off` and `foreign_keys=off`",
                "a.sql:3: 'foreign_keys' is 'on' or 'off', not '' | options are `transaction=off` and `foreign_keys=off`",
            ]
        ),
        (
            "-- migrate:up transaction=off transaction=on\n",
            ["a.sql:3: the option 'transaction' stands twice | keep one of the two"]
        ),
        (
            "-- migrate:up transaction=off foreign_keys=off\n",
            [
                "a.sql:3: 'foreign_keys=off' needs the transaction that 'transaction=off' takes away"
                    + " | keep one; without a transaction `PRAGMA foreign_keys=OFF` works as a statement"
            ]
        ),
        ("-- migrate:up\nSELECT 1;\nSELECT 'abc;\n\n", ["a.sql:5: unterminated string\(closing)"]),
        ("-- migrate:up\nSELECT \"abc;\n\n", ["a.sql:4: unterminated quoted name\(closing)"]),
        (
            "-- migrate:up\nSELECT x'0g';\n",
            ["a.sql:4: malformed blob literal | correct it; SQLite would refuse it as well"]
        ),
        ("-- migrate:up\n/* open\n-- migrate:down\n", ["a.sql:4: unterminated comment\(closing)"]),
        (
            "-- migrate:up\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\nSELECT 1;\n-- migrate:down\nSELECT 1;",
            [
                "a.sql:4: unterminated trigger: its body has no closing END"
                    + " | end the body with `END;`; until then every `;` belongs to it"
            ]
        ),
        (
            "-- migrate:up\nBEGIN;\nSELECT 1;\nCOMMIT;\n-- migrate:down foreign_keys=off\nROLLBACK;\n",
            [
                "a.sql:4: BEGIN inside a transactional section: the section already runs as one transaction"
                    + " | remove it, or mark the section `-- migrate:up transaction=off`",
                "a.sql:6: COMMIT inside a transactional section: the section already runs as one transaction"
                    + " | remove it, or mark the section `-- migrate:up transaction=off`",
                "a.sql:8: ROLLBACK inside a transactional section: the section already runs as one transaction"
                    + " | remove it, or mark the section `-- migrate:down transaction=off`",
            ]
        ),
        (
            "-- migrate:up transaction=off\nBEGIN;\nSELECT 1;\nEND;\nBEGIN;\n-- migrate:down transaction=off\nBEGIN;",
            [
                "a.sql:7: BEGIN without a COMMIT: the section ends inside its transaction | end the section with COMMIT",
                "a.sql:9: BEGIN without a COMMIT: the section ends inside its transaction | end the section with COMMIT",
            ]
        ),
        (
            "-- migrate:up\nVACUUM;\nPRAGMA journal_mode=WAL;\nPRAGMA foreign_keys = OFF;\n",
            [
                "a.sql:4: VACUUM cannot run inside a transaction | mark the section `-- migrate:up transaction=off`",
                "a.sql:5: PRAGMA journal_mode cannot run inside a transaction"
                    + " | mark the section `-- migrate:up transaction=off`",
                "a.sql:6: PRAGMA foreign_keys does nothing inside a transaction"
                    + " | remove it and mark the section `-- migrate:up foreign_keys=off`",
            ]
        ),
    ])
    func saysWhatIsWrongInASection(text: String, expected: [String]) {
        #expect(problems(Array((Self.header + text).utf8)) == expected)
    }

    @Test(arguments: [
        (
            "import MigrationCore\n",
            [
                "a.swift:1: no revision header: the file does not begin with one"
                    + " | begin it with `// revision: ID` and `// down_revision: ID`,"
                    + " or with `// migrate:support` if it only helps other revisions"
            ]
        ),
        (
            "// Author: me\nimport MigrationCore\n",
            [
                "a.swift:1: no revision header: the file does not begin with one"
                    + " | begin it with `// revision: ID` and `// down_revision: ID`,"
                    + " or with `// migrate:support` if it only helps other revisions"
            ]
        ),
        (
            "// revision: a1\n// down_revision: none\n\n",
            ["a.swift: the revision has a header and no code | add a type that conforms to Migration"]
        ),
        (
            "// migrate:support\n// revision: a1\nenum A {}\n",
            [
                "a.swift:2: 'migrate:support' marks a file without a revision, but this one has a header"
                    + " | remove one of the two"
            ]
        ),
    ])
    func saysWhatIsWrongInASwiftFile(text: String, expected: [String]) {
        #expect(problems(Array(text.utf8), file: "a.swift") == expected)
    }

    @Test(
        arguments: [
            ([0xFF], "a.sql:4: the file is not UTF-8 | save the file as UTF-8"),
            ([0xC3], "a.sql:4: the file is not UTF-8 | save the file as UTF-8"),
            ([0xE2, 0x82], "a.sql:4: the file is not UTF-8 | save the file as UTF-8"),
            ([0xED, 0xA0, 0x80], "a.sql:4: the file is not UTF-8 | save the file as UTF-8"),
            ([0xC0, 0x80], "a.sql:4: the file is not UTF-8 | save the file as UTF-8"),
            ([0xF4, 0x90, 0x80, 0x80], "a.sql:4: the file is not UTF-8 | save the file as UTF-8"),
            ([0x00], "a.sql:4: the file holds a NUL byte | save the file as plain UTF-8 text"),
        ] as [([UInt8], String)]
    )
    func refusesBytesThatAreNoText(bytes: [UInt8], expected: String) {
        #expect(problems(Array((Self.header + "-- migrate:up\n").utf8) + bytes) == [expected])
    }

    @Test func acceptsEveryScalar() {
        let text = "-- message: é€😀 \u{7FF}\u{800}\u{D7FF}\u{E000}\u{10000}\u{10FFFF}\n-- migrate:up\n"
        #expect(problems(Array((Self.header + text).utf8)).isEmpty)
    }

    @Test func severalProblemsStandUnderAHeadline() {
        let error = RevisionFileError(
            .init("first", at: SourceLocation(file: "a.sql", line: 2), remedy: "do this"),
            [.init("second", at: SourceLocation(file: "b.sql"))]
        )
        #expect(error.message == "2 problems in the revision files:\n  a.sql:2: first; do this\n  b.sql: second")
        #expect(error.remedy == nil)
        #expect(error.location == SourceLocation(file: "a.sql", line: 2))
        let single = RevisionFileError("first", at: SourceLocation(file: "a.sql", line: 2), remedy: "do this")
        #expect(single.message == "a.sql:2: first")
        #expect(single.description == "a.sql:2: first\ndo this")
    }
}
