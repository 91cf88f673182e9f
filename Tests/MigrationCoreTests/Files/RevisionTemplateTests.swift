import MigrationCore
import Testing

@Suite struct RevisionTemplateTests {
    private static let moment = CivilTime(epoch: 1_795_235_467)

    private func template(_ message: String = "Initial schema", id: RevisionID = "3f2a9c1b7d04") -> RevisionTemplate {
        RevisionTemplate(id: id, message: message, created: Self.moment)
    }

    @Test func writesAnSQLRevision() throws {
        var template = template()
        template.parents = ["1975ea83b712", "b2"]
        template.dependencies = ["77aa00bb11cc"]
        template.labels = ["billing"]
        template.body = .sql(
            up: .init("CREATE TABLE a (x);", transaction: .atomic(foreignKeys: .off)),
            down: .init("DROP TABLE a;\n", transaction: .none)
        )
        let file = try template.file()
        #expect(file.name == "20261121_0431_3f2a9c1b7d04_initial_schema.sql")
        #expect(
            file.text == """
                -- revision: 3f2a9c1b7d04
                -- down_revision: 1975ea83b712, b2
                -- depends_on: 77aa00bb11cc
                -- branch_labels: billing
                -- message: Initial schema
                -- created: 2026-11-21T04:31:07Z

                -- migrate:up foreign_keys=off
                CREATE TABLE a (x);

                -- migrate:down transaction=off
                DROP TABLE a;

                """
        )
        #expect(file.revision.parents == template.parents)
    }

    @Test func leavesOutWhatIsEmpty() throws {
        let file = try template("").file()
        #expect(file.name == "20261121_0431_3f2a9c1b7d04.sql")
        #expect(
            file.text == """
                -- revision: 3f2a9c1b7d04
                -- down_revision: none
                -- created: 2026-11-21T04:31:07Z

                -- migrate:up

                -- migrate:down

                """
        )
    }

    @Test func writesASwiftRevision() throws {
        var template = template("Backfill slugs")
        template.body = .swift(typeName: RevisionTemplate.typeName(for: template.message, id: template.id))
        let file = try template.file()
        #expect(file.name == "20261121_0431_3f2a9c1b7d04_backfill_slugs.swift")
        #expect(
            file.text == """
                // revision: 3f2a9c1b7d04
                // down_revision: none
                // message: Backfill slugs
                // created: 2026-11-21T04:31:07Z
                import MigrationCore

                struct BackfillSlugs: Migration {
                    func upgrade(_ op: Operations) throws {
                    }

                    func downgrade(_ op: Operations) throws {
                    }
                }

                """
        )
        #expect(file.revision.body == .script)
    }

    @Test func whatCannotBeReadBackIsNotMade() throws {
        let broken = try #require(throws: RevisionFileError.self) { try template("one\ntwo").file(named: "{rev}") }
        #expect(broken.problems.map(\.description) == ["3f2a9c1b7d04.sql: the message holds a line break"])
        #expect(broken.remedy == "write the message in one line")
        let blanks = try #require(throws: RevisionFileError.self) { try template(" x").file(named: "{rev}") }
        #expect(blanks.message == "3f2a9c1b7d04.sql: the header would not be read back as it was given")
        let id = try #require(throws: RevisionFileError.self) { try template(id: "a@b").file(named: "{rev}") }
        #expect(id.message == "a_b.sql:1: 'a@b' cannot stand in 'revision': '@' is not allowed")
        var labels = template()
        labels.labels = ["a, b"]
        #expect(throws: RevisionFileError.self) { try labels.file() }
        labels.labels = ["head"]
        let reserved = try #require(throws: RevisionFileError.self) { try labels.file(named: "x") }
        #expect(reserved.message == "x.sql:3: 'head' cannot stand in 'branch_labels': 'head' is a reserved word")
        var statement = template()
        statement.body = .sql(up: .init("BEGIN;"), down: nil)
        #expect(throws: RevisionFileError.self) { try statement.file() }
        var marker = template()
        marker.body = .sql(up: .init("-- migrate:down\nSELECT 1;"), down: .init())
        #expect(throws: RevisionFileError.self) { try marker.file() }
    }

    @Test(arguments: [
        ("Add slug to prompts", "add_slug_to_prompts"),
        ("  Don't: panic!  ", "don_t_panic"),
        ("Größe ändern", "größe_ändern"),
        ("", ""), ("---", ""),
        ("Move every evaluation of a prompt to its own table", "move_every_evaluation_of_a_prompt_to_its"),
        ("Move every evaluation of a prompt to its1 own table", "move_every_evaluation_of_a_prompt_to"),
        (String(repeating: "x", count: 50) + " y", String(repeating: "x", count: 40)),
    ])
    func cutsASlugBetweenWords(message: String, slug: String) {
        #expect(RevisionTemplate.slug(message) == slug)
    }

    @Test(arguments: [
        ("{year}-{month}-{day}T{hour}{minute}{second}_{rev}", "2026-11-21T043107_3f2a9c1b7d04.sql"),
        ("{epoch}_{slug}", "1795235467_initial_schema.sql"),
        ("{year}/{rev}", "2026/3f2a9c1b7d04.sql"),
    ])
    func fillsAPattern(pattern: String, name: String) throws {
        #expect(try template().fileName(pattern) == name)
    }

    @Test(arguments: [
        ("{slog}", "migrate.toml: unknown token '{slog}' in file_template (did you mean 'slug'?)"),
        ("{slug", "migrate.toml: file_template has a '{' that is not closed: {slug"),
        (
            ".{slug}",
            "migrate.toml: file_template makes the name '.initial_schema', which would not be read as a revision"
        ),
        (
            "../{slug}",
            "migrate.toml: file_template makes the name '../initial_schema', which would not be read as a revision"
        ),
        ("_", "migrate.toml: file_template makes the name '', which would not be read as a revision"),
    ])
    func refusesAWrongPattern(pattern: String, message: String) throws {
        let error = try #require(throws: RevisionFileError.self) { try template().fileName(pattern) }
        #expect(error.message == message)
        #expect(error.remedy?.hasPrefix("tokens are {date} {time} {rev} {slug}") == true)
    }

    @Test(arguments: [
        ("Backfill slugs", "BackfillSlugs"), ("fix", "FixRevision"), ("2nd try", "Revision2ndTry"),
        ("", "Revision_a1"), ("add notes", "AddNotes_a1"),
        ("script runner", "ScriptRunner_a1"), ("column type", "ColumnType_a1"),
    ])
    func namesAType(message: String, name: String) {
        let other = Revision(
            id: "b2",
            body: .script,
            text: "struct AddNotes: Migration {}",
            source: SourceLocation(file: "b.swift")
        )
        #expect(RevisionTemplate.typeName(for: message, id: "a1", besides: [other]) == name)
    }

    @Test func newIDsAreTwelveHexDigitsAndNew() {
        struct Fixed: RandomNumberGenerator {
            var values: [UInt64]
            mutating func next() -> UInt64 { values.popLast() ?? 0 }
        }
        var generator = Fixed(values: [0x0000_00ab_cdef_0123 << 16, 7 << 16, 7 << 16])
        let first = RevisionTemplate.newID(using: &generator)
        #expect(first.rawValue.count == 12)
        #expect(first.rawValue.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        #expect(RevisionTemplate.newID(avoiding: [first], using: &generator) != first)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_795_235_467, "2026-11-21T04:31:07Z"), (-1, "1969-12-31T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (Int64.max, "9999-12-31T23:59:59Z"), (Int64.min, "0000-01-01T00:00:00Z"),
    ])
    func writesTimesAsISO8601(epoch: Int64, text: String) {
        #expect(CivilTime(epoch: epoch).iso8601 == text)
    }
}
