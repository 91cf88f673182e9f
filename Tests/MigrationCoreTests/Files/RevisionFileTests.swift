import MigrationCore
import Testing

@Suite struct RevisionFileTests {
    private func revision(_ text: String, file: String = "v/a.sql") throws -> Revision {
        guard case .revision(let revision) = try RevisionFile.parse(text, file: file) else {
            throw RevisionFileError("no revision", at: SourceLocation(file: file))
        }
        return revision
    }

    @Test func readsHeaderAndSections() throws {
        let text = """
            -- revision: 3f2a9c1b7d04
            -- down_revision: 1975ea83b712, ab12cd34ef56
            -- depends_on: 77aa00bb11cc
            -- branch_labels: billing, ledger
            -- message: Initial schema: prompts
            -- created: 2026-11-21T04:31:07Z
            --
            -- A remark without a key.

            -- migrate:up foreign_keys=off
            CREATE TABLE prompts (id TEXT);
            -- migrate:was elsewhere
            CREATE INDEX i ON prompts (id);

            -- migrate:down transaction=off
            DROP TABLE prompts
            """
        let revision = try revision(text)
        #expect(revision.id == "3f2a9c1b7d04")
        #expect(revision.parents == ["1975ea83b712", "ab12cd34ef56"])
        #expect(revision.dependencies == ["77aa00bb11cc"])
        #expect(revision.labels == ["billing", "ledger"])
        #expect(revision.message == "Initial schema: prompts")
        #expect(revision.created == "2026-11-21T04:31:07Z")
        #expect(revision.source == SourceLocation(file: "v/a.sql", line: 1))
        #expect(revision.text.hasPrefix("-- migrate:up foreign_keys=off\nCREATE"))
        #expect(revision.text.hasSuffix("DROP TABLE prompts"))
        let up = [
            SQLStatement("CREATE TABLE prompts (id TEXT)", source: SourceLocation(file: "v/a.sql", line: 11)),
            SQLStatement("CREATE INDEX i ON prompts (id)", source: SourceLocation(file: "v/a.sql", line: 13)),
        ]
        let down = [SQLStatement("DROP TABLE prompts", source: SourceLocation(file: "v/a.sql", line: 16))]
        let expected = Revision.Body.sql(
            up: .init(up, transaction: .atomic(foreignKeys: .off)),
            down: .init(down, transaction: .none)
        )
        #expect(revision.body == expected)
    }

    @Test func lineEndingsAndTheByteOrderMarkDoNotMatter() throws {
        let text = "-- revision: a1\n-- down_revision: none\n-- migrate:up\nSELECT 'ä';\n-- migrate:down\nSELECT 2;\n"
        let plain = try revision(text)
        let windows = try revision("\u{FEFF}" + text.split(separator: "\n").joined(separator: "\r\n"))
        #expect(plain == (try revision(String(text.dropLast()) + "\n")))
        #expect(windows.body == plain.body)
        #expect(windows.id == plain.id)
        #expect(windows.checksum == plain.checksum)
    }

    @Test func withoutADownSectionThereIsNoWayBack() throws {
        let revision = try revision("-- revision: a1\n-- down_revision: none\n-- migrate:up")
        #expect(revision.body == .sql(up: .init(), down: nil))
        #expect(revision.text == "-- migrate:up")
    }

    @Test func theChecksumLeavesTheHeaderOut() throws {
        let sections = "-- migrate:up\nSELECT 1;\n"
        let first = try revision("-- revision: a1\n-- down_revision: none\n\n" + sections)
        let second = try revision("-- revision: b2\n-- down_revision: a1\n-- message: other\n" + sections)
        #expect(first.checksum == second.checksum)
    }

    @Test func aMarkerEndsAStatementWithoutSemicolon() throws {
        let text = "-- revision: a\n-- down_revision: none\n--migrate:up\nSELECT 1 -- one\n  -- migrate:down\nSELECT 2"
        guard case .sql(let up, let down) = try revision(text).body else { return }
        #expect(up.statements.map(\.text) == ["SELECT 1"])
        #expect(down?.statements.map(\.text) == ["SELECT 2"])
    }

    @Test func aMarkerInAStringOrABlockCommentIsNone() throws {
        let text = """
            /* Copyright: us
               -- migrate:up */
            -- revision: a1
            -- down_revision: none
            -- migrate:up
            INSERT INTO t VALUES ('
            -- migrate:down
            '); /*
            -- migrate:down
            */
            """
        guard case .sql(let up, let down) = try revision(text).body else { return }
        #expect(up.statements.count == 1)
        #expect(down == nil)
    }

    @Test func transactionStatementsAreFineWithoutTheTransaction() throws {
        let text = """
            -- revision: a1
            -- down_revision: none
            -- migrate:up transaction=off
            PRAGMA foreign_keys = OFF; BEGIN; COMMIT; VACUUM; PRAGMA journal_mode = WAL;
            """
        guard case .sql(let up, _) = try revision(text).body else { return }
        #expect(up.statements.count == 5)
        #expect(up.transaction == .none)
    }

    @Test func readsASwiftRevision() throws {
        let text = """
            // revision: 8c41d0aa92ef
            // down_revision: 3f2a9c1b7d04
            // message: Backfill slugs
            import MigrationCore

            // revision: not a header any more
            struct BackfillSlugs: Migration {}
            """
        let revision = try revision(text, file: "b.swift")
        #expect(revision.id == "8c41d0aa92ef")
        #expect(revision.message == "Backfill slugs")
        #expect(revision.body == .script)
        #expect(revision.text.hasPrefix("import MigrationCore\n"))
    }

    @Test func aSupportFileIsNoRevision() throws {
        #expect(
            try RevisionFile.parse("// migrate:support\n// Author: me\nenum Slug {}\n", file: "Slug.swift") == .support
        )
    }
}
