import MigrationCore
import Testing

@Suite struct DotenvFileTests {
    private func values(_ text: String) throws -> [String: String] {
        let file = try DotenvFile(Array(text.utf8), path: ".env")
        let snapshot = EnvironmentSnapshot(
            settings: Dictionary(
                uniqueKeysWithValues: file.entries.map { entry in
                    let setting = EnvironmentSnapshot.Setting(
                        "/${\(entry.name):-}",
                        key: "url",
                        location: SourceLocation(file: "migrate.toml")
                    )
                    return (entry.name.lowercased(), EnvironmentSnapshot.Settings(url: setting))
                }
            ),
            files: [".env": .init(Array(text.utf8))]
        )
        var result: [String: String] = [:]
        for entry in file.entries {
            var snapshot = snapshot
            snapshot.flags.environment = entry.name.lowercased()
            let choice = try Environment(snapshot).database()
            result[entry.name] = choice.display
        }
        return result
    }

    private func raw(_ text: String) throws -> [String: [ValueTemplate.Piece]] {
        let file = try DotenvFile(Array(text.utf8), path: ".env")
        return Dictionary(file.entries.map { ($0.name, $0.value.pieces) }) { $1 }
    }

    @Test func readsPlainQuotedAndExportedValues() throws {
        let text = """
            # comment
            A=plain

            export B=exported
              C = spaced
            D='single ${A} # no comment'
            E="double # no comment"
            F=
            G=""
            export H
            """
        #expect(
            try raw(text) == [
                "A": [.text("plain")], "B": [.text("exported")], "C": [.text("spaced")],
                "D": [.text("single ${A} # no comment")], "E": [.text("double # no comment")], "F": [], "G": [],
            ]
        )
    }

    @Test func cutsInlineComments() throws {
        let text = "A=value # comment\nB=a#b\nC=\"v\" # comment\nD='v'# comment\nE=# comment\nF=a\t# c"
        #expect(
            try raw(text) == [
                "A": [.text("value")], "B": [.text("a#b")], "C": [.text("v")], "D": [.text("v")], "E": [],
                "F": [.text("a")],
            ]
        )
    }

    @Test func understandsEscapesInDoubleQuotesOnly() throws {
        let text = #"""
            A="a\nb\tc\"d\\e\$f\q"
            B='a\nb'
            C=a\nb
            D=a\${X}
            E="\${X}"
            """#
        #expect(
            try raw(text) == [
                "A": [.text("a\nb\tc\"d\\e$f\\q")], "B": [.text(#"a\nb"#)], "C": [.text(#"a\nb"#)],
                "D": [.text("a${X}")], "E": [.text("${X}")],
            ]
        )
    }

    @Test func readsDoubleQuotesOverSeveralLinesAndCountsThem() throws {
        let file = try DotenvFile(Array("A=\"one\r\ntwo\"\r\nB=x\r\n".utf8), path: ".env")
        #expect(file.entries.map(\.value.pieces) == [[.text("one\ntwo")], [.text("x")]])
        #expect(file.entries.map(\.line) == [1, 3])
    }

    @Test func acceptsByteOrderMarkAndCRLF() throws {
        let file = try DotenvFile([0xEF, 0xBB, 0xBF] + Array("A=1\r\n\r\nB='2'\r\n".utf8), path: ".env")
        #expect(file.entries.map(\.name) == ["A", "B"])
        #expect(file.entries.map(\.value.pieces) == [[.text("1")], [.text("2")]])
        #expect(file.entries.map(\.line) == [1, 3])
    }

    @Test func parsesReferencesWithDefaults() throws {
        #expect(
            try raw("A=${B}/${C:-d}$E${F:-${G:-h}}")["A"] == [
                .variable("B", default: nil, written: "${B}"), .text("/"),
                .variable("C", default: ValueTemplate("d"), written: "${C:-d}"), .text("$E"),
                .variable("F", default: ValueTemplate("${G:-h}"), written: "${F:-${G:-h}}"),
            ]
        )
        #expect(ValueTemplate("${} ${1A} ${A-b} ${A").pieces == [.text("${} ${1A} ${A-b} ${A")])
    }

    @Test func expandsReferencesAcrossTheFile() throws {
        let text =
            "HOST=db\nA=${HOST}/x\nB=${NONE:-fallback}\nC=${NONE:-${HOST}}\nSELF=${SELF:-own}\nP=${Q:-p}\nQ=${P:-q}"
        let values = try values(text)
        #expect(values["A"] == "db/x")
        #expect(values["B"] == "fallback")
        #expect(values["C"] == "db")
        #expect(values["SELF"] == "own")
        #expect(values["P"] == "q")
    }

    @Test func takesTheLastOfSeveralAssignments() throws {
        #expect(try DotenvFile(Array("A=1\nA=2".utf8), path: ".env").entry("A")?.line == 2)
    }

    @Test func leavesOutLinesThatAreNoAssignment() throws {
        let file = try DotenvFile(Array("A=1\nnonsense here\n=x\nB=2\n1C=3".utf8), path: ".env")
        #expect(file.entries.map(\.name) == ["A", "B"])
        #expect(file.ignoredLines == [2, 3, 5])
    }

    @Test(arguments: [
        ("A=1\nB=\"open", ".env:2: the value of B opens a \" that is never closed"),
        ("A='open\nB=1", ".env:1: the value of A opens a ' that is never closed"),
        ("A=\"x\" secret", ".env:1: text follows the closing quote of A"),
        ("A=\"x\\", ".env:1: the value of A opens a \" that is never closed"),
    ])
    func refusesBrokenQuotes(_ text: String, _ message: String) {
        let error = #expect(throws: MigrationError.self) { try DotenvFile(Array(text.utf8), path: ".env") }
        #expect(error?.summary == message)
        #expect(error?.remedy?.isEmpty == false)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func refusesBytesThatAreNotUTF8() {
        let error = #expect(throws: MigrationError.self) { try DotenvFile([0x41, 0x3D, 0xFF], path: ".env") }
        #expect(error?.summary == ".env is not UTF-8")
    }

    @Test func neverTrapsOnAnyPrefixOrByte() {
        let seed = Array("\u{FEFF}export A=\"a\\n${B:-'${C}'}\" # x\r\nD='e\n'\nF=${G:-${H}\\".utf8)
        for length in 0...seed.count {
            _ = try? DotenvFile(Array(seed.prefix(length)), path: "x")
            for byte: UInt8 in [0, 10, 13, 34, 36, 39, 92, 123, 125] {
                var bytes = Array(seed.prefix(length))
                bytes.append(byte)
                _ = try? DotenvFile(bytes, path: "x")
            }
        }
    }
}
