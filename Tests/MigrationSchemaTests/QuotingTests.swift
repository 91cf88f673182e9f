import CSQLite
import MigrationSchema
import Testing

/// Names and texts as people and attackers write them.
@Suite struct QuotingTests {
    /// All words of SQLite's grammar, and names that need quotes for other reasons.
    private static let names: [String] = {
        var words: [String] = []
        for index in 0..<sqlite3_keyword_count() {
            var start: UnsafePointer<CChar>?
            var count: Int32 = 0
            guard sqlite3_keyword_name(index, &start, &count) == SQLITE_OK, let start else { continue }
            let bytes = UnsafeBufferPointer(start: start, count: Int(count))
            words.append(String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased())
        }
        return words + ["true", "stored", "strict", "a b", "a\"b", "1a", "$a", "a$", "é", "a;--", "/*", "]", "'", "`"]
            + ["\"\u{301}", "a\nb", "x); DROP TABLE t; --", "🙂"]
    }()

    @Test(arguments: names)
    func anyNameServesEverywhere(_ name: String) throws {
        let part = KeyPart.column(name)
        let schema = Schema {
            Table(name) {
                Column(name, .text).unique(name: name)
                Column("other", .integer).generated(as: "1").references(name, name, match: "\(name)")
                Check("other = 1", name: name)
                ForeignKey(name, "other", references: name, name, "other")
                PrimaryKey("other2", part)
                Column("other2").default("x")
                Index("i1", columns: [part, "other"])
                Index("i2", columns: ["other", part.collate("NOCASE").descending()])
            }
            View("v", columns: [name], as: "SELECT 1")
            Trigger("tr", .after, .update(of: "other2", name), on: name, do: "SELECT 1")
            Trigger(name, .insert, on: name, do: "SELECT 1")
            Table("t") {
                Column("a")
                Index(name + "_", columns: ["a"])
            }
        }
        #expect(schema.rendering.problems.isEmpty)
        let database = try #require(Database.holding(schema), "\(schema.sql)")
        #expect(database.column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 't'") == [name])
        #expect(database.column("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name <> 'tr'") == [name])
        #expect(database.column("SELECT name FROM pragma_index_info('i1') WHERE seqno = 0") == [name])
        #expect(database.column("SELECT count(*) FROM pragma_index_xinfo('i2') WHERE cid = -2") == ["0"])
    }

    @Test(arguments: ["'); DROP TABLE t; --", "a\nb", "\"", "\\", "'\u{301}", "a''b", ""])
    func aTextStaysAText(_ text: String) throws {
        let schema = Schema {
            Table("t") {
                Column("a").default(.text(text)); Column("b")
            }
        }
        let database = try #require(Database.holding(schema))
        #expect(database.run("INSERT INTO t (b) VALUES (1)") == nil)
        #expect(database.column("SELECT a FROM t") == [text])
    }

    @Test(arguments: ["a\nb TEXT, c", "*/ b", "a\r\nb", "a\u{2028}b", "\u{1B}[31m", "", "\n", "-- x", "a\u{B}b"])
    func aCommentStaysAComment(_ text: String) throws {
        let schema = Schema {
            Table("t") { Column("a").comment(text) }.comment(text)
            Index("i", on: "t", "a").comment(text)
            View("v", as: "SELECT a FROM t").comment(text)
            Trigger("tr", .insert, on: "t", do: "SELECT 1").comment(text)
            VirtualTable("f", using: "fts5", "a").comment(text)
        }
        let database = try #require(Database.holding(schema), "\(schema.sql)")
        #expect(database.column("SELECT name FROM pragma_table_info('t')") == ["a"])
        #expect(!schema.sql.contains("\u{1B}"))
        #expect(database.column("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%--%'") == ["5"])
    }

    @Test func quotesStandOnlyWhereTheyAreNeeded() {
        let schema = Schema {
            Table("key") {
                Column("desc", .text); Column("Order"); Column("ä_1$")
            }
        }
        #expect(schema.sql == "CREATE TABLE key (\n    desc TEXT,\n    \"Order\",\n    ä_1$\n);\n")
    }
}
