import MigrationCore
import Testing

/// A declaration judged on the database of the replayed revisions is judged as on an empty one.
@Suite struct AdoptedSchemaTests {
    private static let common = (0..<9).map { "CREATE TABLE c\($0) (id INTEGER PRIMARY KEY, n TEXT);\n" }.joined()

    private struct Outcome: Hashable {
        var text: String
        var isAdopted = false
    }

    private func load(_ declared: String, besides replayed: ReplayedSchema?) -> String {
        do throws(MigrationError) {
            let file = SchemaText(file: "schema.sql", text: declared)
            let loaded = try DeclaredSchema.load([file], versionTable: "alembic_version", besides: replayed)
            let schema = loaded.schema
            let texts = schema.views.map { $0.sql } + schema.triggers.map { $0.sql }
            let objects: [Any] = [schema.tables, schema.indexes, texts, schema.virtualTables]
            let places = schema.tables.map { "\($0.name) \(loaded.location(of: .table, $0.name)?.description ?? "?")" }
            return "\(objects)\n\(loaded.warnings)\n\(places)"
        } catch {
            return error.description
        }
    }

    /// What both ways say, which has to be the same.
    private func outcome(_ revision: String, _ declared: String) throws -> Outcome {
        let replay = try SchemaReplay(versionTable: "alembic_version")
        try replay.run(try SchemaFlow.revision("a1", up: Self.common + revision), .upgrade)
        let replayed = try ReplayedSchema(replay)
        let adopted = load(Self.common + declared, besides: replayed)
        let fresh = load(Self.common + declared, besides: nil)
        #expect(adopted == fresh)
        let enforced = try replay.scratch.connection.query("PRAGMA foreign_keys").first?[0]
        return Outcome(text: fresh, isAdopted: enforced == .integer(0))
    }

    @Test(arguments: [
        ("", ""),
        ("CREATE TABLE t (a, b);", "create table if not exists main.t (a, b); -- migrate:was u"),
        ("CREATE TABLE t (a);", ""),
        ("CREATE TABLE t (a);", "CREATE TABLE t (a, b DEFAULT (abs(-1)));"),
        ("", "CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t;"),
        ("CREATE TABLE t (a); CREATE INDEX i ON t (a);", "CREATE TABLE t (a); create unique index i ON t (a);"),
        ("CREATE UNIQUE INDEX i ON c1 (n);", "create  unique index if not exists I ON c1 (n);"),
        ("CREATE VIEW v AS SELECT 1; CREATE TABLE t (a);", "CREATE TABLE v (a); CREATE VIEW t AS SELECT * FROM v;"),
        (
            "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM c1; END;",
            "CREATE TABLE t (a, b); CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM c1; END;"
        ),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t VALUES (1);",
            "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);"
        ),
        ("CREATE TABLE p (a); INSERT INTO p VALUES (1); DROP TABLE p;", "CREATE TABLE t (a REFERENCES gone (x));"),
        ("CREATE TABLE t (a); ALTER TABLE t RENAME TO u;", "CREATE TABLE u (a);"),
    ])
    func whatIsMuchAlikeIsJudgedOnTheSameDatabase(_ revision: String, _ declared: String) throws {
        #expect(try outcome(revision, declared).isAdopted)
    }

    @Test(arguments: [
        ("CREATE TABLE t (a REFERENCES c1 (n));", "schema.sql:10: table \"t\": foreign key mismatch"),
        ("CREATE VIEW v AS SELECT nope FROM c1;", "schema.sql:10: view \"v\" does not compile: no such column: nope"),
        (
            "CREATE TRIGGER g AFTER INSERT ON c1 BEGIN DELETE FROM nope; END;",
            "schema.sql:10: trigger \"g\" does not compile: no such table: main.nope"
        ),
        (
            "CREATE TABLE t (a DEFAULT (nope(1)));",
            "schema.sql:10: table \"t\" does not compile: unknown function: nope()"
        ),
    ])
    func whatDoesNotWorkIsTheSameError(_ text: String, _ message: String) throws {
        #expect(try outcome(text, text).text.hasPrefix(message))
        #expect(try outcome("", text).text.hasPrefix(message))
    }

    @Test(arguments: [
        ("INSERT INTO c1 VALUES (1, 'a'), (2, 'a');", "CREATE UNIQUE INDEX i ON c1 (n);"),
        ("CREATE TABLE alembic_version (version_num);", "CREATE VIEW v AS SELECT * FROM alembic_version;"),
        ("CREATE TABLE s (a INTEGER PRIMARY KEY AUTOINCREMENT);", "CREATE VIEW v AS SELECT * FROM sqlite_sequence;"),
        ("ANALYZE; INSERT INTO c1 VALUES (1, 1); ANALYZE;", "CREATE VIEW v AS SELECT * FROM sqlite_stat1;"),
        ("CREATE TEMP TABLE helper (a);", "CREATE VIEW v AS SELECT * FROM helper;"),
        ("PRAGMA trusted_schema = OFF;", "CREATE VIEW v AS SELECT load_extension('x');"),
        ("PRAGMA query_only = ON;", "CREATE TABLE t (a);"),
        ("CREATE VIRTUAL TABLE f USING fts5(a);", "CREATE VIRTUAL TABLE f USING fts5(a);"),
        ("CREATE TABLE f (a);", "CREATE TABLE f (a); CREATE VIEW f2 AS SELECT * FROM f_data;"),
    ])
    func whatTheRevisionsLeaveBesidesDoesNotSway(_ revision: String, _ declared: String) throws {
        _ = try outcome(revision, declared)
    }

    @Test func aDatabaseThatIsTooDifferentIsLeft() throws {
        let tables = (0..<20).map { "CREATE TABLE d\($0) (a);" }.joined()
        #expect(try outcome("", tables).isAdopted == false)
        #expect(try outcome(tables, "").isAdopted == false)
    }
}
