import Foundation
import MigrationCore
import Testing

/// Every schema of the fixtures, and odd ones, printed as Swift, compiled, run, and compared with what it was.
@Suite struct SwiftSchemaRoundTripTests {
    /// What few people write, and the printer must not lose.
    private static let odd = [
        "",
        #"CREATE TABLE "a b" ("select" [int eger], 'x' "my ""type""", y UNSIGNED BIG INT(10, -2) DEFAULT "dq", z DEFAULT foo)"#,
        "CREATE TABLE t (a DEFAULT (1 + 2), b DEFAULT -5, c DEFAULT +5, d DEFAULT 0x1F, e DEFAULT 1.50, f DEFAULT 1e3,"
            + " g DEFAULT x'00ff', h DEFAULT TRUE, i DEFAULT current_timestamp, j DEFAULT ('a' || 'b'), k DEFAULT '\\n\"')",
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT,"
            + " a CONSTRAINT nn NOT NULL ON CONFLICT IGNORE CONSTRAINT u UNIQUE ON CONFLICT FAIL CHECK (a > 1)"
            + " CONSTRAINT c CHECK (a < \"b\"), b COLLATE nocase CHECK (b <> 'CHECK (')"
            + " CONSTRAINT fk REFERENCES t (id) ON DELETE SET DEFAULT ON UPDATE CASCADE MATCH FULL"
            + " DEFERRABLE INITIALLY DEFERRED, c AS (a + 1), d INT GENERATED ALWAYS AS (b || 'x') STORED)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, UNIQUE (id))",
        "CREATE TABLE t (a TEXT, b TEXT, CONSTRAINT pk PRIMARY KEY (b COLLATE RTRIM DESC, a), UNIQUE (a, b COLLATE NOCASE)"
            + " ON CONFLICT ROLLBACK, CHECK (a <> b), FOREIGN KEY (a, b) REFERENCES p (x, y) MATCH odd) STRICT, WITHOUT ROWID",
        "CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))",
        """
        CREATE TABLE t ( -- of the table
          -- before a
          a TEXT, -- behind a
          b TEXT, /* block */
          /* one
             two */
          c TEXT NOT NULL -- migrate:was "old c" -- migrate:backfill coalesce(a, 'x')
        );
        CREATE TABLE u ( -- migrate:was uu
          a -- last
        );
        CREATE TABLE within (a /* inside */ TEXT);
        CREATE TABLE behind (a TEXT,
          -- of the constraint
          UNIQUE (a));
        """,
        #"""
        CREATE TABLE t (a, "b c", "if");
        CREATE UNIQUE INDEX i ON t (a COLLATE nocase DESC, lower("b c"), (a || 'x'), "if") WHERE a > 'it''s' AND "b c" = "\";
        CREATE INDEX j -- said
        ON t (a);
        CREATE INDEX k ON t (a /* lost */);
        CREATE INDEX "l m" ON t (a -> '$.x', "b c" DESC);
        """#,
        #"""
        CREATE TABLE t (a, b);
        CREATE VIEW v (x, y) AS
          SELECT a, 'two
          lines' -- kept
          FROM t;
        CREATE VIEW w ("x") AS SELECT 1;
        CREATE VIEW x -- said
        AS SELECT '"""', '\(1)', '#"""' FROM t
        WHERE a;
        CREATE VIEW y AS/* at once */SELECT 1;
        """#,
        """
        CREATE TABLE t (a, b);
        CREATE VIEW v AS SELECT a FROM t;
        CREATE TRIGGER t1 BEFORE UPDATE OF a, "b" ON "t" FOR EACH ROW WHEN (new.a > CASE WHEN 1 THEN 2 END) BEGIN
            UPDATE t SET a = 'x;
         END;' WHERE b = 1;
            SELECT 1; -- last
        END;
        CREATE TRIGGER t2 DELETE ON t BEGIN
          DELETE FROM t;
            SELECT CASE a WHEN 1 THEN 2 END FROM t;
        END;
        CREATE TRIGGER t3 INSTEAD OF UPDATE ON v BEGIN SELECT 1; END;
        CREATE TRIGGER t4 /* here */ AFTER INSERT ON t BEGIN SELECT 1; END;
        CREATE TRIGGER t5 AFTER /* there */ INSERT ON t BEGIN SELECT 1; END;
        """,
        """
        CREATE VIRTUAL TABLE f USING fts5(title, body UNINDEXED, tokenize = 'unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE g USING fts5( -- migrate:was old
          title, -- migrate:was headline
          prefix='2 3'
        );
        CREATE VIRTUAL TABLE h USING fts4;
        CREATE VIRTUAL TABLE i USING fts4();
        CREATE VIRTUAL TABLE j -- said
        USING rtree(id, x0, x1, +data);
        CREATE VIRTUAL TABLE k USING fts4(a /* kept */, b);
        """,
        large,
    ]

    /// More than the compiler should have between one pair of braces.
    private static let large =
        (1...60).map { "CREATE TABLE t\($0) (id INTEGER PRIMARY KEY, a TEXT, b, c, d);" }.joined()

    private static func declared(_ sql: String) -> DeclaredSchema? {
        try? DeclaredSchema.load([SchemaText(file: "schema.sql", text: sql)], versionTable: "alembic_version")
    }

    private static var schemas: [Schema] {
        let fixtures = (SchemaCase.all + SchemaCase.own).flatMap { [$0.before, $0.after] }
        var generator = SeededGenerator(seed: 7)
        let random = (0..<20).map { _ in RandomSchema.random(&generator).text }
        return (fixtures + random + odd).compactMap { declared($0)?.schema }
    }

    @Test func everySchemaComesBack() throws {
        let schemas = Self.schemas
        #expect(schemas.count > 400)
        for sql in Self.odd { #expect(Self.declared(sql) != nil, "\(sql)") }
        let printed = schemas.map(\.swiftDeclaration)
        let texts = try SwiftSchemaProgram.sql(of: printed)
        #expect(texts.count == schemas.count)
        for (position, (schema, text)) in zip(schemas, texts).enumerated() {
            guard let again = Self.declared(text)?.schema else {
                Issue.record("\(schema.declaration)\n\(printed[position])\n\(text)")
                continue
            }
            #expect(again == schema, "\(schema.declaration)\n\(printed[position])\n\(text)")
            // Names, hints and comments are no part of equality, and have to come back all the same.
            #expect(again.swiftDeclaration == printed[position])
            #expect(Self.names(again) == Self.names(schema))
        }
    }

    @Test func aLargeSchemaIsPrintedInParts() throws {
        let text = try #require(Self.declared(Self.large)).schema.swiftDeclaration
        #expect(text.hasPrefix("import MigrationSchema\n\nlet schema = Schema {\n    part1\n    part2\n"))
        #expect(text.contains("}\n\n@SchemaBuilder private var part2: SchemaContent {\n    Table(\"t"))
        #expect(text.hasSuffix("        Column(\"d\")\n    }\n}\n"))
    }

    private static func names(_ schema: Schema) -> [String] {
        schema.tables.flatMap { table -> [String] in
            let keys = table.uniqueConstraints.map(\.name) + table.checks.map(\.name) + table.foreignKeys.map(\.name)
            let columns = table.columns.map { "\($0.name) \($0.hints)" }
            return (keys + [table.primaryKey?.name]).compactMap { $0 }.sorted() + columns + ["\(table.hints)"]
        }
    }
}
