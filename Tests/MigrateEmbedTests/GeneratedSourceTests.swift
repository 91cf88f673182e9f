import Foundation
import Testing

@testable import migrate_embed

@Suite struct GeneratedSourceTests {
    @Test(arguments: [
        ("plain", "#\"plain\"#"), ("a\nb\n", "#\"\"\"\na\nb\n\n\"\"\"#"), ("say \"x\"", "#\"\"\"\nsay \"x\"\n\"\"\"#"),
        ("\"\"\"#", "##\"\"\"\n\"\"\"#\n\"\"\"##"), ("\\#u", "##\"\\#u\"##"),
        ("a\r\nb", "#\"\"\"\na\\#u{d}\nb\n\"\"\"#"), ("\u{0}", "#\"\\#u{0}\"#"),
        ("\"\"\"#\u{301}", "##\"\"\"\n\"\"\"#\u{301}\n\"\"\"##"),
    ])
    func aLiteralIsTheText(_ text: String, _ literal: String) {
        #expect(GeneratedSource.literal(text) == literal)
    }

    @Test(arguments: [
        ("struct A: Migration {}", "A"), ("final class B : Sendable, Migration {", "B"),
        (
            "// struct X: Migration {\nenum E { case migration }\nstruct Y: Other, MigrationCore.Migration where T {",
            "Y"
        ),
        ("/* /* struct X: Migration */ struct X: Migration { */ actor C: Migration {", "C"),
        ("let s = \"struct X: Migration {\\\"\"; let t = #\"\\\"struct X: Migration {\"#; struct D: Migration {", "D"),
        ("struct `class`: Migration {}\nstruct Helper<M: Migration> {}", "`class`"),
        ("let s = \"\\(f(\"{\", \"x\\(\")\")\"))\"; struct I: Migration {", "I"),
        ("extension F: Migration {}", "F"), ("struct G {}", nil), ("struct H: Migrations {}", nil),
    ])
    func theTypeIsTheOneThatIsAMigration(_ code: String, _ name: String?) {
        #expect(MigrationType.names(in: code) == [name].compactMap(\.self))
    }

    @Test func severalTypesAreRefused() {
        let text = "// revision: a\nstruct A: Migration {}\nstruct B: Migration {}\n"
        let error = #expect(throws: EmbeddingError.self) { _ = try file("a.swift", text) }
        #expect("\(String(describing: error))".contains("A, B"))
    }

    private func file(_ name: String, _ text: String) throws -> EmbeddedFile? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "embed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder.appending(path: name))
        return try EmbeddedFile(path: folder.appending(path: name).path, root: folder.path)
    }

    @Test func aSwiftRevisionIsNamedWithItsType() throws {
        let swift = try #require(
            try file("b.swift", "// revision: b2\n// down_revision: a1\nimport MigrationCore\nstruct B: Migration {}\n")
        )
        let sql = try #require(try file("a.sql", "\u{FEFF}--revision: a1\n-- migrate:up\n"))
        #expect(swift.path == "b.swift" && swift.script?.revision == "b2")
        #expect(sql.script == nil)
        let text = GeneratedSource(files: [sql, swift]).text
        #expect(text.contains("scripts: [\n    #\"b2\"#: B.self,\n])\n"))
        #expect(!GeneratedSource(files: [sql]).text.contains("scripts"))
        #expect(GeneratedSource(files: []).text.hasSuffix("MigrationSource.revisions(texts: [:])\n"))
        #expect(try file("help.swift", "// migrate:support\nfunc help() {}\n") == nil)
    }

    @Test(arguments: [
        ("a.sql", "CREATE TABLE t (a);", "a revision file begins with `-- revision: ID`"),
        ("a.swift", "import MigrationCore", "a revision file begins with `// revision: ID`"),
        ("a.swift", "// revision: a1\nstruct A {}", "no type in this file is a Migration: `struct NAME: Migration`"),
    ])
    func whatIsNoRevisionIsAnError(_ name: String, _ text: String, _ message: String) {
        let error = #expect(throws: EmbeddingError.self) { try file(name, text) }
        #expect(error?.message == message)
        #expect(error?.path.hasSuffix("/\(name)") == true)
    }
}
