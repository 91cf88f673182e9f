import MigrationCore
import Testing

@Suite struct SchemaDiffTests {
    private func diff(_ from: String, _ to: String, _ options: DiffOptions = DiffOptions()) throws -> SchemaDiff {
        try SchemaDiff(from: SchemaFlow.declared(from), to: SchemaFlow.declared(to), options: options)
    }

    private func message(_ from: String, _ to: String, _ options: DiffOptions) -> String? {
        (#expect(throws: SchemaDiffError.self) { try diff(from, to, options) })?.message
    }

    @Test func tellsWhatItDetectsAsAlembicDoes() throws {
        let found = try diff(
            """
            CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT, w INT, old TEXT, UNIQUE (w));
            CREATE TABLE gone(x); CREATE INDEX i ON p(v); CREATE VIEW seen AS SELECT v FROM p;
            """,
            """
            CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE, w BIGINT CHECK (w > 0),
              n INTEGER REFERENCES prompts(id)) STRICT;
            CREATE TABLE prompts(id INTEGER PRIMARY KEY); CREATE INDEX j ON p(v, lower(v));
            CREATE TRIGGER g AFTER INSERT ON p BEGIN DELETE FROM prompts; END;
            """.replacing("BIGINT", with: "INTEGER"),
            DiffOptions(treatsRestAsDropAndAdd: true)
        )
        #expect(
            found.log == [
                "Detected added column 'p.n'",
                "Detected removed column 'p.old'",
                "Detected NOT NULL on column 'p.v'",
                "Detected added default on column 'p.v'",
                "Detected collation change from BINARY to NOCASE on 'p.v'",
                "Detected type change from INT to INTEGER on 'p.w'",
                "Detected removed unique constraint on 'p' ('w')",
                "Detected added check constraint on table 'p': w > 0",
                "Detected added foreign key (n)(prompts.id) on table 'p'",
                "Detected added STRICT on table 'p'",
                "Detected added table 'prompts'",
                "Detected removed table 'gone'",
                "Detected removed index 'i' on 'p'",
                "Detected added index 'j' on 'p' ('v', lower(v))",
                "Detected removed view 'seen'",
                "Detected added trigger 'g' on 'p'",
            ]
        )
        #expect(
            found.warnings.map(\.description) == [
                "DS103 column 'p.old' is dropped with its values",
                "MF104 column 'p.v' becomes NOT NULL: rows that hold NULL make the upgrade fail",
                "CD102 'p' loses a UNIQUE constraint",
                "MF105 'p' gets a CHECK: rows that break it make the upgrade fail",
                "MF106 'p' gets a foreign key: rows without a parent make the upgrade fail",
                "MF107 'p' becomes STRICT: values of another type make the upgrade fail",
                "DS102 table 'gone' is dropped with its rows",
                "DS104 view 'seen' is dropped",
            ]
        )
    }

    @Test func warnsWithTheCodesOfTheCatalogue() throws {
        let pairs: [(String, String, DiffOptions, String)] = [
            (
                "CREATE TABLE t(a TEXT);", "CREATE TABLE t(a INTEGER);", DiffOptions(),
                "DS106 column 't.a' changes from TEXT to INTEGER: stored values may be converted, and the downgrade does not "
                    + "bring them back"
            ),
            (
                "CREATE TABLE t(a CHECK (a IN (1, 2)));", "CREATE TABLE t(a CHECK (a IN (1)));", DiffOptions(),
                "DS107 a CHECK of 't' no longer takes 2: rows that hold it make the upgrade fail"
            ),
            (
                "CREATE TABLE t(a);", "CREATE TABLE t(a); CREATE UNIQUE INDEX i ON t(a);", DiffOptions(),
                "MF101 index 'i' is unique: rows of 't' that are alike make the upgrade fail"
            ),
            (
                "CREATE TABLE t(a);", "CREATE TABLE t(a, b TEXT NOT NULL);", DiffOptions(),
                "MF103 column 't.b' is NOT NULL without a default: the upgrade fails where 't' has rows"
            ),
            (
                "CREATE TABLE t(a);", "CREATE TABLE u(a);", DiffOptions(renames: [.table(old: "t", new: "u")]),
                "BC101 table 't' becomes 'u': what still runs with the old name will fail"
            ),
            (
                "CREATE TABLE t(a);", "CREATE TABLE t(b);",
                DiffOptions(renames: [.column(table: "t", old: "a", new: "b")]),
                "BC102 column 't.a' becomes 'b': what still runs with the old name will fail"
            ),
            (
                "CREATE TABLE t(a REFERENCES t);", "CREATE TABLE t(a);", DiffOptions(), "CD101 't' loses a foreign key"
            ),
            (
                "CREATE TABLE t(a INT, c INT);", "CREATE TABLE t(a INT, c INT AS (a * 2));", DiffOptions(),
                "DS103 stored values of 't.c' are replaced by its expression"
            ),
        ]
        for (from, to, options, warning) in pairs {
            let from = from.replacing("REFERENCES t)", with: "REFERENCES t(a) UNIQUE)")
            let to = from.contains("REFERENCES") ? "CREATE TABLE t(a UNIQUE);" : to
            #expect(try diff(from, to, options).warnings.map(\.description) == [warning])
        }
    }

    @Test func aNewTableHasNoRowsToWarnAbout() throws {
        let unique = "CREATE UNIQUE INDEX i ON t(a);"
        #expect(try diff("", "CREATE TABLE t(a);" + unique).warnings.isEmpty)
        #expect(
            try diff("CREATE TABLE t(a);", "CREATE TABLE T(a); CREATE TABLE u(a);" + unique).warnings.map(\.code)
                == [.uniqueAdded]
        )
    }

    @Test func eachListOfValuesIsComparedWithTheOneBefore() throws {
        let before = "CREATE TABLE t(a CHECK (a IN (1, 2)), b CHECK (b IN (3, 4)), c CHECK (c <> ''));"
        let after = "CREATE TABLE t(a CHECK (a IN (1)), b CHECK (b IN (4, 3, 5)), c CHECK (c IN (6)));"
        #expect(
            try diff(before, after).warnings.map(\.description) == [
                "DS107 a CHECK of 't' no longer takes 2: rows that hold it make the upgrade fail",
                "MF105 't' gets a CHECK: rows that break it make the upgrade fail",
            ]
        )
    }

    @Test func aWiderListOfValuesIsNoWarning() throws {
        let before = "CREATE TABLE t(s CHECK (s IN ('new', 'done')));"
        #expect(try diff(before, before.replacing("'done'", with: "'done', 'void'")).warnings.isEmpty)
        #expect(
            try diff(before, "CREATE TABLE t(s CHECK (s <> ''));").warnings.map(\.description)
                == ["MF105 't' gets a CHECK: rows that break it make the upgrade fail"]
        )
    }

    @Test func refusesNamesThatAreNotThere() {
        let from = "CREATE TABLE prompts(id INTEGER PRIMARY KEY, title TEXT);"
        let to = "CREATE TABLE notes(id INTEGER PRIMARY KEY, title TEXT, slug TEXT);"
        func rename(_ renames: DeclaredRename...) -> String? { message(from, to, DiffOptions(renames: renames)) }
        #expect(
            rename(.table(old: "prompt", new: "notes"))
                == "there is no table 'prompt' to rename (did you mean 'prompts'?)"
        )
        #expect(
            rename(.table(old: "prompts", new: "note"))
                == "the declared schema has no table 'note' (did you mean 'notes'?)"
        )
        let table = DeclaredRename.table(old: "prompts", new: "notes")
        #expect(
            rename(table, .column(table: "notes", old: "titel", new: "slug"))
                == "table 'notes' has no column 'titel' to rename (did you mean 'title'?)"
        )
        #expect(
            rename(table, .column(table: "notes", old: "title", new: "slugg"))
                == "the declared table 'notes' has no column 'slugg' (did you mean 'slug'?)"
        )
        #expect(
            rename(.column(table: "prompts", old: "title", new: "slug"))
                == "there is no table 'prompts' in which 'title' could become 'slug'"
        )
        #expect(rename(table, table) == "the table 'prompts' is renamed twice")
        let twice = [
            DeclaredRename.column(table: "notes", old: "id", new: "slug"),
            .column(table: "notes", old: "title", new: "slug"),
        ]
        #expect(rename(table, twice[0], twice[1]) == "two renames make the column of 'notes' 'slug'")
    }

    @Test func refusesBackfillsThatFillNothing() {
        let schema = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, g AS (a));"
        func backfill(_ table: String, _ column: String) -> String? {
            let fill = DeclaredBackfill(table: table, column: column, expression: "1")
            return message(schema, schema, DiffOptions(backfills: [fill]))
        }
        #expect(
            backfill("x", "a")
                == "--backfill names table 'x', which the declared schema does not have"
        )
        #expect(backfill("t", "g") == "--backfill names 't.g', which is no stored column of the declared table")
        #expect(
            backfill("t", "a")
                == "--backfill has nothing to fill in 't.a': the column is neither new in its table nor newly NOT NULL"
        )
    }

    @Test func asksAboutWhatLooksLikeARename() throws {
        let question = #expect(throws: MigrationError.self) {
            try SchemaFlow.generate(
                from: SchemaFlow.declared("CREATE TABLE t(id INTEGER PRIMARY KEY, handle TEXT); CREATE TABLE a(x, y);"),
                to: "CREATE TABLE t(id INTEGER PRIMARY KEY, slug TEXT); CREATE TABLE b(x, y);"
            )
        }
        #expect(
            question?.summary == """
                what looks like a rename is not declared:
                  in table 't', column 'handle' is dropped, and 'slug' is added
                  table 'a' is dropped, and 'b' is added
                """
        )
        #expect(
            question?.remedy == """
                Add the flags of what is a rename:
                  --rename t.handle=slug
                  --rename a=b
                or --no-renames to drop and add all of the rest.
                """
        )
        #expect((question?.underlying as? RenameQuestion)?.candidates.count == 2)
    }

    @Test func namesAreNoRenameWhereTypesDiffer() throws {
        let found = try diff(
            "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT);",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, b INT, z BLOB);"
        )
        #expect(found.candidates.isEmpty)
    }

    @Test func hintsAreSpentOnceTheStateCarriesThem() throws {
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY,\n b TEXT, -- migrate:was a\n a TEXT -- migrate:was b\n);"
        let swap = try diff("CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT);", after)
        #expect(swap.log.filter { $0.contains("renamed") }.isEmpty == false)
        #expect(try diff(after, after).isEmpty)
        let filled = "CREATE TABLE t(id INTEGER PRIMARY KEY,\n a TEXT NOT NULL -- migrate:backfill 'x'\n);"
        #expect(try diff(filled, filled).isEmpty)
    }

    @Test func asksWhereAHintMayBeLeftOver() throws {
        // Was `a` renamed long ago, and this is another one? Or is the old `b` to go?
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY,\n b TEXT -- migrate:was a\n);"
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
        let found = try diff(before, after)
        #expect(found.candidates.map(\.flag) == ["--rename t.a=b"])
        #expect(found.log == ["Detected removed column 't.a'"])
        let declared = try diff(before, after, DiffOptions(renames: [.column(table: "t", old: "a", new: "b")]))
        #expect(declared.candidates.isEmpty)
        #expect(declared.log == ["Detected renamed column 't.a' to 'b'", "Detected removed column 't.b'"])
    }

    @Test func namesThatChangePlacesAreToldAsTheRenamesTheyAre() throws {
        let found = try diff(
            "CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT, y TEXT); CREATE TABLE a(i); CREATE TABLE b(j);",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, y TEXT, x TEXT); CREATE TABLE b(i); CREATE TABLE a(j);",
            DiffOptions(renames: [
                .column(table: "t", old: "x", new: "y"), .column(table: "t", old: "y", new: "x"),
                .table(old: "a", new: "b"), .table(old: "b", new: "a"),
            ])
        )
        #expect(
            Set(found.log) == [
                "Detected renamed table 'a' to 'b'", "Detected renamed table 'b' to 'a'",
                "Detected renamed column 't.x' to 'y'", "Detected renamed column 't.y' to 'x'",
            ]
        )
        #expect(found.warnings.map(\.code).filter { $0 == .columnRenamed }.count == 2)
        #expect(found.warnings.map(\.code).filter { $0 == .tableRenamed }.count == 2)
    }

    @Test func whatAVirtualTableLosesIsAWarning() throws {
        func warnings(_ new: String) throws -> [String] {
            let posts = "CREATE TABLE posts(id INTEGER PRIMARY KEY, a TEXT);"
            return try diff(
                posts + "CREATE VIRTUAL TABLE f USING fts5(a, b);",
                posts + "CREATE VIRTUAL TABLE f USING fts5(\(new));"
            ).warnings.map(\.description)
        }
        #expect(try warnings("a, c") == ["DS103 column 'f.b' is dropped with its values"])
        #expect(try warnings("a, b, c").isEmpty)
        #expect(
            try warnings("a, content='posts', content_rowid='id'")
                == ["DS102 virtual table 'f' is dropped with its rows: from here on it indexes 'posts'"]
        )
    }

    @Test func everyOperationIsUndoneByItsInverse() throws {
        let found = try diff(
            "CREATE TABLE a(x); CREATE TABLE b(y); CREATE INDEX i ON b(y); CREATE VIEW v AS SELECT y FROM b;"
                + "CREATE VIRTUAL TABLE f USING fts5(x);",
            "CREATE TABLE b(y NOT NULL); CREATE TABLE c(z); CREATE TRIGGER g AFTER INSERT ON c BEGIN DELETE FROM b; END;"
                + "CREATE VIRTUAL TABLE f USING fts5(x, y); CREATE VIRTUAL TABLE h USING fts5(x);",
            DiffOptions(treatsRestAsDropAndAdd: true)
        )
        #expect(Set(found.operations.map(\.inverse.inverse)) == Set(found.operations))
        #expect(Set(found.inverse.operations) == Set(found.operations.map(\.inverse)))
        #expect(found.inverse.inverse.operations.count == found.operations.count)
    }
}
