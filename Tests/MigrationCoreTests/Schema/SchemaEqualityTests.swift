import MigrationCore
import Testing

@Suite struct SchemaEqualityTests {
    @Test(arguments: [
        ("(a int, b text)", "(\n [A] INT /*c*/, `b` TEXT -- x\n)"),
        ("(a int check(a>0))", "(a int, CHECK (( a > 0 )))"),
        ("(a default 'x')", "(a default \"x\")"), ("(a default foo)", "(a default 'foo')"),
        ("(a default [foo])", "(a default 'foo')"),
        ("(a, b, unique(a,b))", "(a, b, constraint u unique (a asc, b))"),
        ("(a default null)", "(a)"), ("(a default(1))", "(a default 1)"), ("(a default -5)", "(a default (- 5))"),
        ("(a default current_timestamp)", "(a default (CURRENT_TIMESTAMP))"),
        ("(a integer primary key)", "(a integer, constraint pk primary key (a desc))"),
        ("(a text unique, unique(a))", "(a text unique)"), ("(a text primary key, unique(a))", "(a text primary key)"),
        ("(a references p)", "(a, foreign key (a) references \"P\" on delete no action not deferrable)"),
        ("(a references p match full)", "(a references p deferrable initially immediate)"),
        ("(a collate binary)", "(a)"),
        ("(a collate nocase, unique(a))", "(a collate nocase, unique(a collate NOCASE))"),
        ("(a varchar(10))", "(a VARCHAR ( 10 ))"), ("(a int not null on conflict abort)", "(a int not null)"),
        ("(a text primary key) without rowid", "(a text primary key not null) without rowid"),
        ("(a int check (a > 0 and (a < 9)))", "(a int check ((a > 0) AND a < 9))"),
        ("(a int check (a = 1 or a <> 2))", "(a int check (\"a\" == 1 or [A] != 2))"),
        ("(a check (a in ('x', 'y')))", "(a check ((a) in ('x',('y'))))"),
        ("(a check (a = \"on\"))", "(a check (a = 'on'))"), ("(a check (x'AB' = a))", "(a check (X'ab' = a))"),
        ("(a check (lower(a) like 'x' escape '!'))", "(a check (LOWER(\"a\") LIKE ('x') ESCAPE '!'))"),
        ("(a, b as ((a + 1) * 2))", "(a, b generated always as (((a + 1)) * 2) virtual)"),
        ("(a check (not (a is null)))", "(a check (not a is null))"),
        ("(a check (a between 1 and 2 and a > 0))", "(a check ((a between 1 and 2) and a > 0))"),
        ("(a check (case when a then 1 else 2 end))", "(a check (case when (a) then (1) else 2 end))"),
        ("(a, check(a>0), check(a<9))", "(a check(a<9), check(a>0))"),
        ("(\"key\" int check (key > 0))", "(key int check (\"key\" > 0))"),
    ])
    func spellingIsNoDifference(left: String, right: String) throws {
        let (first, second) = try (
            DDLParser.table("CREATE TABLE t\(left)"), DDLParser.table("create table \"T\"\(right)")
        )
        #expect(first == second)
        #expect(first.hashValue == second.hashValue)
    }

    @Test(arguments: [
        ("(a int)", "(a integer)"), ("(a integer primary key)", "(a int primary key)"),
        ("(a integer primary key)", "(a integer primary key desc)"),
        ("(a integer primary key)", "(a integer primary key autoincrement)"),
        ("(a default true)", "(a default \"true\")"), ("(a default 1)", "(a default '1')"),
        ("(a default 16)", "(a default 0x10)"), ("(a default 'foo')", "(a default 'FOO')"),
        ("(a collate nocase)", "(a)"), ("(a check(a>0))", "(a check(a>=0))"), ("(a check(a='X'))", "(a check(a='x'))"),
        ("(a check(a='a b'))", "(a check(a='a  b'))"), ("(a unique on conflict ignore)", "(a unique)"),
        ("(a not null on conflict replace default 1)", "(a not null default 1)"),
        ("(a,b as (a+1))", "(a,b as (a+1) stored)"),
        ("(a,b as (a+1))", "(a,b as (a+2))"), ("(a references p)", "(a references p on delete cascade)"),
        ("(a references p)", "(a references p(id))"),
        ("(a references p)", "(a references p deferrable initially deferred)"),
        ("(a text primary key) without rowid", "(a text primary key)"), ("(a text) strict", "(a text)"),
        ("(a,b)", "(b,a)"), ("(a,b,primary key(a,b))", "(a,b,primary key(b,a))"),
        ("(a,b,unique(a,b))", "(a,b,unique(b,a))"), ("(é)", "(É)"),
        ("(a,primary key(a collate nocase))", "(a primary key)"),
        ("(a check(a or a and a))", "(a check((a or a) and a))"), ("(a check(a - 1 - 1))", "(a check(a - (1 - 1)))"),
        ("(a check(-a collate nocase = 'x'))", "(a check(-a = 'x' collate nocase))"),
        ("(a check(not a = 1))", "(a check((not a) = 1))"), ("(a check(a in (1, 2)))", "(a check(a in (1, 2, 3)))"),
        ("(a check(\"null\" > 0), \"null\")", "(a check(null > 0), \"null\")"), ("(a)", "(a not null)"),
        ("(a check(f(a, 1)))", "(a check(f(a), 1))"), ("(a check(a = \"b\"), b)", "(a check(a = 'b'), b)"),
        ("(a check(a > 0), check(a > 0))", "(a check(a > 0))"), ("(a check(a is not 1))", "(a check(a is (not 1)))"),
        ("(true, check(true))", "(x, check(true))"),
        ("(a check(a = '\u{E9}'))", "(a check(a = 'e\u{301}'))"), ("(\u{E9})", "(e\u{301})"),
    ])
    func meaningIsADifference(left: String, right: String) throws {
        #expect(try DDLParser.table("CREATE TABLE t\(left)") != DDLParser.table("CREATE TABLE t\(right)"))
    }

    private func index(_ sql: String, on table: String = "CREATE TABLE t(a, b TEXT COLLATE NOCASE)") throws -> Index {
        let owner = try DDLParser.table(table)
        var parser = try DDLParser(sql)
        return try parser.index { _ in owner }
    }

    @Test(arguments: [
        ("create index i on t(a)", "create  index IF NOT EXISTS main.i ON \"t\" ('a' ASC);"),
        ("create index i on t(b)", "create index i on t(b collate nocase)"),
        ("create index i on t(a, (lower(b)))", "create index i on t([a], lower(\"b\")) -- c"),
        ("create index i on t(\"x\")", "create index i on t('x')"),
        ("create index i on t(a) where a <> 1", "create index i on t((a)) where (\"a\" != (1))"),
    ])
    func spellingOfAnIndexIsNoDifference(left: String, right: String) throws {
        #expect(try index(left) == index(right))
    }

    @Test(arguments: [
        ("create index i on t(a)", "create index j on t(a)"),
        ("create index i on t(a)", "create unique index i on t(a)"),
        ("create index i on t(a)", "create index i on t(a desc)"),
        ("create index i on t(a)", "create index i on t(+a)"),
        ("create index i on t(a)", "create index i on t(a collate nocase)"),
        ("create index i on t(b)", "create index i on t(b collate binary)"),
        ("create index i on t(a, b)", "create index i on t(b, a)"),
        ("create index i on t(a)", "create index i on t(a) where a"),
        ("create index i on t(lower(a))", "create index i on t(upper(a))"),
        ("create index i on t(\"x\")", "create index i on t('X')"),
    ])
    func meaningOfAnIndexIsADifference(left: String, right: String) throws {
        #expect(try index(left) != index(right))
    }

    private func view(_ sql: String) throws -> View {
        var parser = try DDLParser(sql)
        return try parser.view(names: ["a", "b", "t"])
    }

    @Test func spellingOfAViewIsNoDifference() throws {
        #expect(
            try view("create view v as select a from t where a<>1 -- x\n")
                == view("CREATE VIEW main.\"v\" AS SELECT \"a\" FROM main.[T] WHERE A != 1;")
        )
        #expect(try view("CREATE VIEW v AS SELECT a FROM t") != view("CREATE VIEW v AS SELECT b FROM t"))
        #expect(try view("CREATE VIEW v AS SELECT 'A'") != view("CREATE VIEW v AS SELECT 'a'"))
        #expect(try view("CREATE VIEW v AS SELECT \"x\" FROM t") != view("CREATE VIEW v AS SELECT \"X\" FROM t"))
    }

    @Test func anEventOrABodyIsADifferenceOfTriggers() throws {
        func trigger(_ sql: String) throws -> Trigger {
            var parser = try DDLParser(sql)
            return try parser.trigger(names: ["t"])
        }
        let sql = "CREATE TRIGGER g AFTER UPDATE OF a, \"b\" ON t WHEN new.a = 'X' BEGIN SELECT 1; END"
        let first = try trigger(sql)
        #expect(first.timing == .after && first.event == .update(of: ["a", "b"]) && first.table == "t")
        #expect(
            try first
                == trigger(
                    "create trigger [g] after update of A,b on \"t\" /* c */ when new.\"a\" == 'X' begin select 1; end;"
                )
        )
        #expect(
            try first != trigger("CREATE TRIGGER g BEFORE UPDATE OF a, b ON t WHEN new.a = 'X' BEGIN SELECT 1; END")
        )
        #expect(try first != trigger("CREATE TRIGGER g AFTER UPDATE OF a, b ON t WHEN new.a = 'x' BEGIN SELECT 1; END"))
    }

    @Test func aSchemaIsEqualWhateverTheOrderOfItsObjects() throws {
        let (a, b) = try (DDLParser.table("CREATE TABLE a(x)"), DDLParser.table("CREATE TABLE b(x)"))
        #expect(Schema(tables: [a, b]) == Schema(tables: [b, a]))
        #expect(Schema(tables: [a]) != Schema(tables: [a, b]))
        #expect(Schema(tables: [a])[table: "A"] == a)
    }
}
