import MigrationCore
import Testing

@Suite struct DDLRendererTests {
    private func up(_ from: String, _ to: String, _ options: DiffOptions = DiffOptions()) throws -> String {
        try #require(try SchemaFlow.generate(from: SchemaFlow.declared(from), to: to, options)).up.text
    }

    @Test func addsAColumnInTheDeclarationsWords() throws {
        #expect(
            try up("CREATE TABLE t(a TEXT);", "CREATE TABLE t(a TEXT, \"b c\" INT  DEFAULT 5);")
                == "ALTER TABLE \"t\" ADD COLUMN \"b c\" INT  DEFAULT 5;\n"
        )
    }

    @Test func swapsTheLastColumnWithoutDroppingTheTable() throws {
        let text = try up("CREATE TABLE t(a TEXT, b TEXT DEFAULT 'x');", "CREATE TABLE t(a TEXT, b TEXT DEFAULT 'y');")
        #expect(
            text == """
                -- Guard: t may hold nothing that this revision does not know, for a rebuild would lose it.
                SELECT CASE WHEN count(*) = 0 THEN 1 ELSE json_extract('{}',
                  'migrate: t: the table has ' || group_concat(object, ', ') || ', which this revision does not know and would lose; declare it, or drop it first') END
                FROM (
                  SELECT 'column ' || name AS object FROM pragma_table_xinfo('t')
                  WHERE hidden <> 1 AND lower(name) NOT IN ('a', 'b')
                  UNION ALL
                  SELECT type || ' ' || name FROM sqlite_schema
                  WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = 't' COLLATE NOCASE
                    AND lower(name) NOT IN ()
                );

                -- Swap of column t.b, the last of its table, for ALTER TABLE can't make:
                --   changed default on column 't.b'
                -- The declared column is added under a name that is free.
                ALTER TABLE "t" ADD COLUMN "_migrate_new_b" TEXT DEFAULT 'y';

                -- It takes the values of the old one,
                UPDATE OR ABORT "t" SET "_migrate_new_b" = "b";

                -- which goes,
                ALTER TABLE "t" DROP COLUMN "b";

                -- and takes its name. Nothing was dropped that another table refers to.
                ALTER TABLE "t" RENAME COLUMN "_migrate_new_b" TO "b";

                """
        )
    }

    @Test func rebuildsStepByStep() throws {
        let text = try up(
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b TEXT);",
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT, a TEXT -- last\n);"
        )
        #expect(
            text == """
                -- Guard: t may hold nothing that this revision does not know, for a rebuild would lose it.
                SELECT CASE WHEN count(*) = 0 THEN 1 ELSE json_extract('{}',
                  'migrate: t: the table has ' || group_concat(object, ', ') || ', which this revision does not know and would lose; declare it, or drop it first') END
                FROM (
                  SELECT 'column ' || name AS object FROM pragma_table_xinfo('t')
                  WHERE hidden <> 1 AND lower(name) NOT IN ('id', 'a', 'b')
                  UNION ALL
                  SELECT type || ' ' || name FROM sqlite_schema
                  WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = 't' COLLATE NOCASE
                    AND lower(name) NOT IN ()
                );

                -- Rebuild of table t, for ALTER TABLE can't make:
                --   changed order of columns on table 't'
                -- Step 4: the declared table under a name that is free. (Step 1 is foreign_keys=off in the marker: with
                -- enforcement, step 6 would delete or change the rows of tables that refer to this one.)
                CREATE TABLE "_migrate_new_t"(id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT, a TEXT -- last
                );

                -- Step 5: the rows, by explicit lists. OR ABORT outranks conflict clauses of the table, which could skip rows.
                INSERT OR ABORT INTO "_migrate_new_t" ("id", "b", "a")
                SELECT "t"."id", "t"."b", "t"."a"
                FROM "t";

                -- Guard: no row of t may be missing in the copy; changes() is what the INSERT above wrote.
                SELECT CASE WHEN (SELECT count(*) FROM "t") = (SELECT changes()) THEN 1 ELSE json_extract('{}',
                  'migrate: t: the copy does not hold as many rows as the table') END;

                -- The AUTOINCREMENT counter goes with the rows: it may be higher than any of them.
                DELETE FROM sqlite_sequence WHERE name = '_migrate_new_t';

                INSERT INTO sqlite_sequence (name, seq)
                SELECT '_migrate_new_t', seq FROM sqlite_sequence WHERE name = 't' COLLATE NOCASE;

                -- Step 6: the old table, with its indexes.
                DROP TABLE "t";

                -- Step 7: in this order, so that references to t in other tables stay as they are.
                ALTER TABLE "_migrate_new_t" RENAME TO "t";

                """
        )
    }

    @Test func enforcementIsOffOnlyWhereAnActionCouldFire() throws {
        func isOff(_ from: String, _ to: String) throws -> Bool {
            let options = DiffOptions(treatsRestAsDropAndAdd: true)
            let generated = try #require(try SchemaFlow.generate(from: SchemaFlow.declared(from), to: to, options))
            return generated.up.transaction == .atomic(foreignKeys: .off)
        }
        #expect(try isOff("CREATE TABLE t(a, b);", "CREATE TABLE t(b, a);"))
        #expect(try !isOff("CREATE TABLE t(a);", "CREATE TABLE t(a, b);"))
        #expect(try !isOff("CREATE TABLE t(a);CREATE TABLE u(b);", "CREATE TABLE t(a);"))
        let parent = "CREATE TABLE p(id INTEGER PRIMARY KEY);CREATE TABLE c(p REFERENCES p(id));"
        #expect(try isOff(parent, ""))
        #expect(try !isOff(parent + "CREATE TABLE k(x);", parent))
    }

    @Test func lossesAreSaidInTheFile() throws {
        let text = try up("CREATE TABLE t(a, b); CREATE TABLE u(x, y, z);", "CREATE TABLE t(a);")
        #expect(
            text.contains(
                "-- DS103 column 't.b' is dropped with its values\n-- DS102 table 'u' is dropped with its rows\n"
            )
        )
    }

    @Test func copiesAVirtualTablesColumnsUnderTheirNewNames() throws {
        let text = try up(
            "CREATE VIRTUAL TABLE f USING fts5(title, tag);",
            "CREATE VIRTUAL TABLE g USING fts5(title, -- the first\n  label);",
            DiffOptions(renames: [.table(old: "f", new: "g"), .column(table: "g", old: "tag", new: "label")])
        )
        #expect(
            text == """
                -- BC101 table 'f' becomes 'g': what still runs with the old name will fail
                -- BC102 column 'g.tag' becomes 'label': what still runs with the old name will fail

                ALTER TABLE "f" RENAME TO "g";

                -- There is no ALTER for virtual tables: g is made anew under a name that is free,
                CREATE VIRTUAL TABLE "_migrate_new_g" USING fts5(title, -- the first
                  label);

                -- takes the settings, such as rank and automerge,
                INSERT INTO "_migrate_new_g" ("_migrate_new_g", rank)
                SELECT k, v FROM "g_config" WHERE k <> 'version';

                -- takes the rows with their rowids,
                -- the values of tag in label,
                INSERT INTO "_migrate_new_g" (rowid, "title", "label")
                SELECT rowid, "title", "tag"
                FROM "g";

                -- Guard: no row of g may be missing before it goes.
                SELECT CASE WHEN (SELECT count(*) FROM "g") = (SELECT count(*) FROM "_migrate_new_g") THEN 1 ELSE json_extract('{}',
                  'migrate: g: the copy does not hold as many rows as the table') END;

                DROP TABLE "g";

                -- and the old name.
                ALTER TABLE "_migrate_new_g" RENAME TO "g";

                """
        )
    }

    @Test func aContentlessIndexCannotBeChanged() throws {
        let error = #expect(throws: MigrationError.self) {
            try up(
                "CREATE VIRTUAL TABLE f USING fts5(x, content='');",
                "CREATE VIRTUAL TABLE f USING fts5(x, y, content='');"
            )
        }
        #expect(error?.summary == "virtual table 'f' can't be changed: it keeps no content that could be copied")
        #expect(
            error?.remedy == "leave its declaration as it was, or drop it in one revision and create it in the next"
        )
        let other = #expect(throws: MigrationError.self) {
            try up("CREATE VIRTUAL TABLE f USING fts4(x);", "CREATE VIRTUAL TABLE f USING fts5(x);")
        }
        #expect(
            other?.summary == "virtual table 'f' can't be changed: it is of a module whose content the tool can't copy"
        )
        let doc = "CREATE TABLE doc(x);"
        let external = #expect(throws: MigrationError.self) {
            try up(
                doc + "CREATE VIRTUAL TABLE f USING fts5(x, content='doc');",
                doc + "CREATE VIRTUAL TABLE f USING fts5(x);"
            )
        }
        #expect(
            external?.summary
                == "virtual table 'f' can't be changed: it has its rows in 'doc', from where the tool does not copy them"
        )
        let boxes = #expect(throws: MigrationError.self) {
            try up(
                "CREATE VIRTUAL TABLE r USING rtree(id, a, b);",
                "CREATE VIRTUAL TABLE r USING rtree(n, c, d);",
                DiffOptions(treatsRestAsDropAndAdd: true)
            )
        }
        #expect(boxes?.summary == "virtual table 'r' can't be changed: it would keep none of its columns")
    }

    @Test func rowsOfEarlierRevisionsHaveToGoThrough() throws {
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2);"
        let after = try SchemaFlow.declared("CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT NOT NULL);")
        func generate(_ options: DiffOptions) throws -> GeneratedRevision? {
            let replay = try SchemaReplay(versionTable: "alembic_version")
            try replay.run(SchemaFlow.revision("seeds", up: before), .upgrade)
            return try Autogenerator(versionTable: "alembic_version")
                .revision(from: replay.schema(), to: after, options: options, replayed: replay.scratch)
        }
        let error = #expect(throws: MigrationError.self) { try generate(DiffOptions()) }
        #expect(
            error?.summary
                == "the revisions before it insert rows that this one would refuse: t.n: 2 row(s) would have no value in a "
                + "NOT NULL column, for example id 1; declare a default or --backfill t.n=EXPR"
        )
        #expect(
            error?.remedy
                == "Declare a default, or values with --backfill: otherwise no empty database could be brought to the head any "
                + "more. Nothing was written."
        )
        let fill = DeclaredBackfill(table: "t", column: "n", expression: "'n' || id")
        #expect(try generate(DiffOptions(backfills: [fill])) != nil)
    }

    @Test func aBackfillThatDoesNotCompileIsToldBeforeAnythingIsWritten() throws {
        let fill = DeclaredBackfill(table: "t", column: "b", expression: "nosuch + 1")
        let error = #expect(throws: MigrationError.self) {
            try up("CREATE TABLE t(a);", "CREATE TABLE t(a, b NOT NULL);", DiffOptions(backfills: [fill]))
        }
        #expect(error?.summary == "the backfill of 't.b' is no expression that SQLite takes: no such column: nosuch")
        #expect(
            error?.remedy
                == "Nothing was written. An expression given with --backfill or a hint has to be valid SQL over the old row."
        )
    }
}
