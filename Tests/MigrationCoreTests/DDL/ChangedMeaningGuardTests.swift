import MigrationCore
import Testing

/// What guards say where a change gives the rows other values, or values that compare otherwise.
@Suite struct ChangedMeaningGuardTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let before: String
        let data: String
        let after: String
        /// The guard's message; `nil` where the rows follow.
        let refusal: String?

        init(_ name: String, _ before: String, _ data: String, _ after: String, _ refusal: String? = nil) {
            self.name = name
            self.before = before
            self.data = data
            self.after = after
            self.refusal = refusal
        }

        var testDescription: String { name }
    }

    static let expressions: [Change] = [
        Change(
            "STRICT over a generated column of another type",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, o TEXT, g INTEGER AS (o || 'z') STORED);CREATE INDEX i ON t(o);",
            "INSERT INTO t(o) VALUES ('a'), (NULL);",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, o TEXT, g INTEGER AS (o || 'z') STORED) STRICT;CREATE INDEX i ON t(o);",
            "t.g: 1 row(s) hold values that are no INTEGER, for example k 1; change what it is made of first"
        ),
        Change(
            "STRICT over a generated column whose values fit",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, o TEXT, g INTEGER AS (o || '2') STORED, h TEXT AS (o));",
            "INSERT INTO t(o) VALUES ('1'), (NULL);",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, o TEXT, g INTEGER AS (o || '2') STORED, h TEXT AS (o)) STRICT;"
        ),
        Change(
            "a generated column out of JSON",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, j TEXT);",
            "INSERT INTO t(j) VALUES ('{\"n\": 5}'), (NULL);",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, j TEXT, n INTEGER AS (json_extract(j, '$.n')) STORED);"
        ),
        Change(
            "a CHECK and an index over JSON",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, j TEXT);",
            "INSERT INTO t(j) VALUES ('{\"n\": 5}'), (NULL);",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, j TEXT CHECK (json_type(j) = 'object'));"
                + "CREATE UNIQUE INDEX i ON t(j ->> '$.n');"
        ),
        Change(
            "a CHECK over JSON that rows break",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, j TEXT);",
            "INSERT INTO t(j) VALUES ('[]'), ('{}');",
            "CREATE TABLE t(k INTEGER PRIMARY KEY, j TEXT CHECK (json_type(j) = 'object'));",
            "t.j: 1 row(s) break the CHECK (json_type(j) = 'object'), for example k 1; change them first"
        ),
    ]

    static let indexes: [Change] = [
        Change(
            "another collation under an index that stays",
            "CREATE TABLE t(a TEXT);CREATE UNIQUE INDEX i ON t(a);",
            "INSERT INTO t VALUES ('a'), ('A'), ('b');",
            "CREATE TABLE t(a TEXT COLLATE NOCASE);CREATE UNIQUE INDEX i ON t(a);",
            "t (a): 2 row(s) are duplicates under the unique index i, for example 'A'; change or delete them first"
        ),
        Change(
            "another collation, no rows alike",
            "CREATE TABLE t(a TEXT);CREATE UNIQUE INDEX i ON t(a);",
            "INSERT INTO t VALUES ('a'), ('B'), (NULL), (NULL);",
            "CREATE TABLE t(a TEXT COLLATE NOCASE);CREATE UNIQUE INDEX i ON t(a);"
        ),
        Change(
            "another type under an index that stays",
            "CREATE TABLE t(a TEXT);CREATE UNIQUE INDEX i ON t(a);",
            "INSERT INTO t VALUES ('1'), ('01'), ('1e0'), (' 1'), ('1x');",
            "CREATE TABLE t(a INTEGER);CREATE UNIQUE INDEX i ON t(a);",
            "t (a): 4 row(s) are duplicates under the unique index i, for example 1; change or delete them first"
        ),
        Change(
            "another type: only whole texts are numbers",
            "CREATE TABLE t(a TEXT);CREATE UNIQUE INDEX i ON t(a);",
            "INSERT INTO t VALUES ('1'), ('1x'), ('abc'), ('0'), ('0x1'), (X'31'), (''), (NULL), (NULL);",
            "CREATE TABLE t(a INTEGER);CREATE UNIQUE INDEX i ON t(a);"
        ),
        Change(
            "another type under an expression",
            "CREATE TABLE t(a TEXT);CREATE UNIQUE INDEX i ON t(a || '!');",
            "INSERT INTO t VALUES ('1'), ('1.0'), ('2');",
            "CREATE TABLE t(a INTEGER);CREATE UNIQUE INDEX i ON t(a || '!');",
            "t (a || '!'): 2 row(s) are duplicates under the unique index i, for example '1!'; change or delete them first"
        ),
        Change(
            "another type in a partial index's condition",
            "CREATE TABLE t(a TEXT, b);CREATE UNIQUE INDEX i ON t(b) WHERE a > 5;",
            "INSERT INTO t VALUES ('10', 1), ('9', 1), ('2', 1);",
            "CREATE TABLE t(a INTEGER, b);CREATE UNIQUE INDEX i ON t(b) WHERE a > 5;",
            "t (b): 2 row(s) are duplicates under the unique index i, for example 1; change or delete them first"
        ),
        Change(
            "text becomes the primary key",
            "CREATE TABLE t(a TEXT PRIMARY KEY, b);",
            "INSERT INTO t VALUES ('007', 1), ('7', 2), ('8', 3);",
            "CREATE TABLE t(a INTEGER PRIMARY KEY, b);",
            "t (a): 2 row(s) are duplicates under the primary key, for example 7; change or delete them first"
        ),
        Change(
            "text that no rowid can be",
            "CREATE TABLE t(a TEXT PRIMARY KEY, b);",
            "INSERT INTO t VALUES ('7', 1), ('8.0', 1), ('8.5', 2), ('1-2', 3);",
            "CREATE TABLE t(a INTEGER PRIMARY KEY, b);",
            "t.a: 2 row(s) hold values that are no INTEGER, for example rowid 3: '1-2'; convert them first"
        ),
        Change(
            "another type under a new UNIQUE",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('007'), ('7');",
            "CREATE TABLE t(a INTEGER UNIQUE);",
            "t (a): 2 row(s) are duplicates under UNIQUE, for example 7; change or delete them first"
        ),
    ]

    static let checks: [Change] = [
        Change(
            "a new CHECK of converted values",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('9'), ('070');",
            "CREATE TABLE t(a INTEGER CHECK (a < 50));",
            "t.a: 1 row(s) break the CHECK (a < 50), for example rowid 2; change them first"
        ),
        Change(
            "a new CHECK that converted values keep",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('9'), ('10'), (NULL);",
            "CREATE TABLE t(a INTEGER CHECK (a < 50 AND a > '8'));"
        ),
        Change(
            "a new CHECK of numbers, and text that is none",
            "CREATE TABLE t(a TEXT, b REAL);",
            "INSERT INTO t VALUES ('9', 1), ('abc', 1), (X'31', 2);",
            "CREATE TABLE t(a INTEGER CHECK (a < 50 OR b BETWEEN 2 AND a), b REAL);",
            "t: 1 row(s) break the CHECK (a < 50 OR b BETWEEN 2 AND a), for example rowid 2; change them first"
        ),
        Change(
            "a new CHECK of words in a column of numbers",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('9'), ('abc'), ('x');",
            "CREATE TABLE t(a INTEGER CHECK (a NOT IN ('x', 7)));",
            "t.a: 1 row(s) break the CHECK (a NOT IN ('x', 7)), for example rowid 3; change them first"
        ),
        Change(
            "a new CHECK of a column without a type",
            "CREATE TABLE t(a INTEGER);",
            "INSERT INTO t VALUES ('1'), (2);",
            "CREATE TABLE t(a CHECK (a <> '1' AND a <> 2));",
            "t.a: 1 row(s) break the CHECK (a <> '1' AND a <> 2), for example rowid 2; change them first"
        ),
        Change(
            "a new CHECK of the type",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('9'), ('abc');",
            "CREATE TABLE t(a INTEGER CHECK (typeof(a) = 'integer'));",
            "t.a: 1 row(s) break the CHECK (typeof(a) = 'integer'), for example rowid 2; change them first"
        ),
        Change(
            "a CHECK that stays, of a column that compares otherwise",
            "CREATE TABLE t(a TEXT CHECK (a <> 'x'));",
            "INSERT INTO t VALUES ('X'), ('y');",
            "CREATE TABLE t(a TEXT COLLATE NOCASE CHECK (a <> 'x'));",
            "t.a: 1 row(s) break the CHECK (a <> 'x'), for example rowid 1; change them first"
        ),
    ]

    static let generated: [Change] = [
        Change(
            "a generated column becomes NOT NULL",
            "CREATE TABLE t(a TEXT, g AS (a || '!'));",
            "INSERT INTO t VALUES ('x'), (NULL);",
            "CREATE TABLE t(a TEXT, g NOT NULL AS (a || '!'));",
            "t.g: 1 row(s) would be NULL in a NOT NULL column, for example rowid 2; change what its expression reads first"
        ),
        Change(
            "a new generated column is NOT NULL",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('x'), (NULL);",
            "CREATE TABLE t(a TEXT, g NOT NULL AS (a || '!'));",
            "t.g: 1 row(s) would be NULL in a NOT NULL column, for example rowid 2; change what its expression reads first"
        ),
        Change(
            "a new generated column is NOT NULL, and no row makes it NULL",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES ('x');",
            "CREATE TABLE t(a TEXT, g NOT NULL AS (a || '!'));"
        ),
        Change(
            "another expression under UNIQUE",
            "CREATE TABLE t(a INT, g INT AS (a) UNIQUE);",
            "INSERT INTO t VALUES (1), (-1), (2);",
            "CREATE TABLE t(a INT, g INT AS (abs(a)) UNIQUE);",
            "t (g): 2 row(s) are duplicates under UNIQUE, for example 1; change or delete them first"
        ),
        Change(
            "a column that changes, read through two generated ones",
            "CREATE TABLE t(a TEXT, g AS (a || ''), h AS (g || '!') UNIQUE);",
            "INSERT INTO t VALUES ('1'), ('01');",
            "CREATE TABLE t(a INT, g AS (a || ''), h AS (g || '!') UNIQUE);",
            "t (h): 2 row(s) are duplicates under UNIQUE, for example '1!'; change or delete them first"
        ),
    ]

    static let strict: [Change] = [
        Change(
            "a default that the column can't hold",
            "CREATE TABLE t(a INT) STRICT;",
            "INSERT INTO t VALUES (1), (2);",
            "CREATE TABLE t(b INT DEFAULT 'abc', a INT) STRICT;",
            "t.b: 2 row(s) hold values that are no INT, for example rowid 1: 'abc'; declare a default of the type"
        ),
        Change(
            "a default that the column can't hold, without rows",
            "CREATE TABLE t(a INT) STRICT;",
            "",
            "CREATE TABLE t(b INT DEFAULT 'abc', a INT) STRICT;"
        ),
        Change(
            "a default that is converted",
            "CREATE TABLE t(a INT) STRICT;",
            "INSERT INTO t VALUES (1);",
            "CREATE TABLE t(b INT DEFAULT '5', c TEXT DEFAULT 5, d REAL DEFAULT 1, a INT) STRICT;"
        ),
        Change(
            "text with blanks around the number",
            "CREATE TABLE t(a TEXT);",
            "INSERT INTO t VALUES (char(9) || '5' || char(10)), ('1e2'), (NULL);",
            "CREATE TABLE t(a INTEGER) STRICT;"
        ),
        Change(
            "a generated column that keeps its values as an ordinary one",
            "CREATE TABLE t(a INT, g INT AS ('x' || a)) STRICT;",
            "INSERT INTO t VALUES (1);",
            "CREATE TABLE t(a INT, g INT) STRICT;",
            "t.g: 1 row(s) hold values that are no INT, for example rowid 1: 'x1'; convert them first"
        ),
        Change(
            "a generated column, whose type SQLite looks at when its rows change",
            "CREATE TABLE t(a INT) STRICT;",
            "INSERT INTO t VALUES (1);",
            "CREATE TABLE t(a INT, g INT AS ('x' || a) STORED) STRICT;",
            "t.g: 1 row(s) hold values that are no INT, for example rowid 1; change what it is made of first"
        ),
    ]

    static let foreignKeys: [Change] = [
        Change(
            "the parent's collation tells apart what was alike",
            "CREATE TABLE p(k TEXT COLLATE NOCASE PRIMARY KEY);CREATE TABLE c(p REFERENCES p);",
            "INSERT INTO p VALUES ('A');INSERT INTO c VALUES ('A'), ('a'), ('orphan');",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(p REFERENCES p);",
            "c.p: 1 row(s) refer to a row of p that does not exist, for example rowid 2: 'a'; add the parents, or change "
                + "the rows first"
        ),
        Change(
            "the parent's collation, and no row loses its parent",
            "CREATE TABLE p(k TEXT COLLATE NOCASE PRIMARY KEY);CREATE TABLE c(p REFERENCES p);",
            "INSERT INTO p VALUES ('A');INSERT INTO c VALUES ('A'), ('orphan'), (NULL);",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(p REFERENCES p);"
        ),
        Change(
            "the child's type",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(p TEXT REFERENCES p);",
            "INSERT INTO p VALUES ('07'), ('8');INSERT INTO c VALUES ('07'), ('8'), ('9');",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(p INTEGER REFERENCES p);",
            "c.p: 1 row(s) refer to a row of p that does not exist, for example rowid 1: 7; add the parents, or change the "
                + "rows first"
        ),
        Change(
            "both types",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(p TEXT REFERENCES p);",
            "INSERT INTO p VALUES ('07'), ('x');INSERT INTO c VALUES ('07'), ('99'), ('x');",
            "CREATE TABLE p(k INT PRIMARY KEY);CREATE TABLE c(p INT REFERENCES p);"
        ),
        Change(
            "the parent's type, which converted the child's values",
            "CREATE TABLE p(k INTEGER UNIQUE);CREATE TABLE c(p REFERENCES p(k));",
            "INSERT INTO p VALUES (7), (8);INSERT INTO c VALUES ('7'), (8), (9);",
            "CREATE TABLE p(k BLOB UNIQUE);CREATE TABLE c(p REFERENCES p(k));",
            "c.p: 1 row(s) refer to a row of p that does not exist, for example rowid 1: '7'; add the parents, or change "
                + "the rows first"
        ),
        Change(
            "a parent that becomes REAL and loses a digit",
            "CREATE TABLE p(k INTEGER UNIQUE);CREATE TABLE c(p REFERENCES p(k));",
            "INSERT INTO p VALUES (7), (9007199254740993);INSERT INTO c VALUES ('7'), (9007199254740993);",
            "CREATE TABLE p(k REAL UNIQUE);CREATE TABLE c(p REFERENCES p(k));",
            "c.p: 1 row(s) refer to a row of p that does not exist, for example rowid 2: 9007199254740993; add the parents, "
                + "or change the rows first"
        ),
        Change(
            "a key of two columns",
            "CREATE TABLE p(j, k TEXT COLLATE NOCASE, UNIQUE (j, k));"
                + "CREATE TABLE c(j, k, FOREIGN KEY (j, k) REFERENCES p(j, k));",
            "INSERT INTO p VALUES (1, 'A');INSERT INTO c VALUES (1, 'A'), (1, 'a'), (NULL, 'a'), (2, 'A');",
            "CREATE TABLE p(j, k TEXT, UNIQUE (j, k));CREATE TABLE c(j, k, FOREIGN KEY (j, k) REFERENCES p(j, k));",
            "c.j, k: 1 row(s) refer to a row of p that does not exist, for example rowid 2: 1; add the parents, or change "
                + "the rows first"
        ),
        Change(
            "an orphan whose column becomes a number",
            "CREATE TABLE p(k INTEGER PRIMARY KEY);CREATE TABLE c(p TEXT REFERENCES p);",
            "INSERT INTO c VALUES ('99');",
            "CREATE TABLE p(k INTEGER PRIMARY KEY);CREATE TABLE c(p INTEGER REFERENCES p);"
        ),
        Change(
            "an orphan whose table loses its rowid",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(id TEXT PRIMARY KEY, p REFERENCES p, z);",
            "INSERT INTO c VALUES ('a', 'gone', 1);",
            "CREATE TABLE p(k TEXT PRIMARY KEY);CREATE TABLE c(id TEXT PRIMARY KEY, p REFERENCES p, z) WITHOUT ROWID;"
        ),
        Change(
            "a parent that goes, with orphans alone",
            "CREATE TABLE p(k INTEGER PRIMARY KEY);CREATE TABLE c(p INTEGER REFERENCES p);",
            "INSERT INTO c VALUES (99);",
            "CREATE TABLE c(p INTEGER REFERENCES p);"
        ),
        Change(
            "a parent that goes",
            "CREATE TABLE p(k INTEGER PRIMARY KEY);CREATE TABLE c(p INTEGER REFERENCES p);",
            "INSERT INTO p VALUES (1);INSERT INTO c VALUES (99), (1);",
            "CREATE TABLE c(p INTEGER REFERENCES p);",
            "c.p: 1 row(s) refer to a row of p that does not exist, for example rowid 2: 1; add the parents, or change the "
                + "rows first"
        ),
    ]

    @Test(arguments: indexes + checks + generated + strict + foreignKeys + expressions)
    func theGuardRefusesExactlyTheRowsThatCannotFollow(_ change: Change) throws {
        let flow = try SchemaFlow(before: change.before, data: change.data)
        let contents = try flow.contents()
        let options = DiffOptions(treatsRestAsDropAndAdd: true)
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: change.after, options))
        guard let refusal = change.refusal else {
            try flow.run(generated.up)
            #expect(try flow.schema() == SchemaFlow.declared(change.after))
            return
        }
        let error = #expect(throws: DatabaseError.self) { try flow.run(generated.up) }
        #expect(error.flatMap { RowGuard.message(in: $0.message) } == refusal)
        #expect(try flow.contents() == contents)
    }

    @Test func theWayBackKeepsOrphansThatWereThereFirst() throws {
        let child = "CREATE TABLE c(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p);"
        let flow = try SchemaFlow(before: child, data: "INSERT INTO c VALUES (1, 99);")
        let after = child + "CREATE TABLE p(k INTEGER PRIMARY KEY);"
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: after))
        try flow.run(generated.up)
        #expect(try flow.schema() == SchemaFlow.declared(after))
        try flow.run(generated.down)
        #expect(try flow.schema() == flow.before)
        #expect(try flow.connection.query("SELECT p FROM c").map { $0[0].integer } == [99])
    }
}
