import MigrationCore
import Testing

@Suite struct VirtualTableRenameTests {
    private func diff(_ from: String, _ to: String, _ renames: [DeclaredRename] = []) throws -> SchemaDiff {
        let options = DiffOptions(renames: renames)
        return try SchemaDiff(from: SchemaFlow.declared(from), to: SchemaFlow.declared(to), options: options)
    }

    private func refusal(_ from: Schema, _ to: Schema, _ rename: DeclaredRename) -> SchemaDiffError? {
        #expect(throws: SchemaDiffError.self) {
            try SchemaDiff(from: from, to: to, options: DiffOptions(renames: [rename]))
        }
    }

    /// A schema whose modules SQLite need not have.
    private func schema(_ sql: String..., shadows: [String] = []) throws -> Schema {
        let texts = sql + shadows.map { "CREATE TABLE \($0)(x)" }
        return try SchemaReader.schema(
            of: texts.map { text in
                let heading = try #require(DDLParser.heading(of: text))
                return SchemaReader.Row(type: "table", name: heading.name, table: heading.name, sql: text)
            },
            shadowTables: Set(shadows)
        )
    }

    @Test func renamesAreToldAsThoseOfOrdinaryTables() throws {
        let found = try diff(
            "CREATE VIRTUAL TABLE f USING fts5(title, tag);",
            "CREATE VIRTUAL TABLE g USING fts5(title, [label]);",
            [.table(old: "f", new: "g"), .column(table: "g", old: "tag", new: "label")]
        )
        #expect(found.log == ["Detected renamed table 'f' to 'g'", "Detected renamed column 'g.tag' to 'label'"])
        #expect(
            found.warnings.map(\.description) == [
                "BC101 table 'f' becomes 'g': what still runs with the old name will fail",
                "BC102 column 'g.tag' becomes 'label': what still runs with the old name will fail",
            ]
        )
        #expect(
            found.inverse.log == ["Detected renamed table 'g' to 'f'", "Detected renamed column 'f.label' to 'tag'"]
        )
        #expect(found.candidates.isEmpty)
    }

    @Test func whatElseChangesIsToldToo() throws {
        let found = try diff(
            "CREATE VIRTUAL TABLE f USING fts5(a, b, c);",
            "CREATE VIRTUAL TABLE f USING fts5(b, x, prefix=2);",
            [.column(table: "f", old: "a", new: "b")]
        )
        #expect(found.log == ["Detected renamed column 'f.a' to 'b'", "Detected changed virtual table 'f'"])
        #expect(
            found.warnings.map(\.description).dropFirst() == [
                "DS103 column 'f.b' is dropped with its values", "DS103 column 'f.c' is dropped with its values",
            ]
        )
        // The old b makes room on purpose.
        #expect(found.candidates.map(\.flag) == ["--rename f.c=x"])
    }

    @Test func asksAboutWhatLooksLikeARename() throws {
        let question = #expect(throws: MigrationError.self) {
            try SchemaFlow.generate(
                from: SchemaFlow.declared(
                    "CREATE VIRTUAL TABLE f USING fts5(title, tag); CREATE VIRTUAL TABLE old_r USING rtree(id, a, b);"
                ),
                to: "CREATE VIRTUAL TABLE f USING fts5(title, label); CREATE VIRTUAL TABLE new_r USING rtree(id, a, b);"
            )
        }
        #expect(
            question?.summary == """
                what looks like a rename is not declared:
                  in table 'f', column 'tag' is dropped, and 'label' is added
                  table 'old_r' is dropped, and 'new_r' is added
                """
        )
        #expect(
            question?.remedy == """
                Add the flags of what is a rename:
                  --rename f.tag=label
                  --rename old_r=new_r
                or --no-renames to drop and add all of the rest.
                """
        )
    }

    @Test(arguments: [
        // Another module, or no virtual table at all.
        ("CREATE VIRTUAL TABLE f USING fts4(a);", "CREATE VIRTUAL TABLE g USING fts5(a);"),
        ("CREATE VIRTUAL TABLE f USING fts5(a);", "CREATE TABLE g(a);"),
        // The rows are elsewhere, or can't be read.
        (
            "CREATE TABLE d(a, b); CREATE VIRTUAL TABLE f USING fts5(a, content='d');",
            "CREATE TABLE d(a, b); CREATE VIRTUAL TABLE f USING fts5(b, content='d');"
        ),
        ("CREATE VIRTUAL TABLE f USING fts5(a, content='');", "CREATE VIRTUAL TABLE f USING fts5(b, content='');"),
        // Nothing in common.
        ("CREATE VIRTUAL TABLE f USING fts5(a);", "CREATE VIRTUAL TABLE g USING fts5(b);"),
    ])
    func whatCannotBeOneIsNoCandidate(_ from: String, _ to: String) throws {
        #expect(try diff(from, to).candidates.isEmpty)
    }

    @Test func namesThatAreNotThereAreRefused() throws {
        let old = try SchemaFlow.declared("CREATE VIRTUAL TABLE search USING fts5(title);")
        let new = try SchemaFlow.declared("CREATE VIRTUAL TABLE found USING fts5(title);")
        #expect(
            refusal(old, new, .table(old: "serch", new: "found"))?.message
                == "there is no table 'serch' to rename (did you mean 'search'?)"
        )
        #expect(
            refusal(old, new, .table(old: "search", new: "fund"))?.message
                == "the declared schema has no table 'fund' (did you mean 'found'?)"
        )
        #expect(
            refusal(old, old, .column(table: "search", old: "titel", new: "title"))?.message
                == "table 'search' has no column 'titel' to rename (did you mean 'title'?)"
        )
        #expect(
            refusal(old, old, .column(table: "search", old: "title", new: "tittle"))?.message
                == "the declared table 'search' has no column 'tittle' (did you mean 'title'?)"
        )
    }

    @Test func aVirtualTableAndAnOrdinaryOneDoNotBecomeEachOther() throws {
        let virtual = try SchemaFlow.declared("CREATE VIRTUAL TABLE f USING fts5(a);")
        let ordinary = try SchemaFlow.declared("CREATE TABLE t(a); -- migrate:was f")
        let error = refusal(virtual, ordinary, .table(old: "f", new: "t"))
        #expect(error?.message == "'f' can't become 't': 'f' is a virtual table, 't' is none")
        #expect(error?.remedy == "create 't' in one revision, copy the rows there, and drop 'f' in the next")
        let hinted = #expect(throws: SchemaDiffError.self) { try SchemaDiff(from: virtual, to: ordinary) }
        #expect(hinted?.message == error?.message)
    }

    @Test func aModuleThatRenamesNoShadowTablesIsRefused() throws {
        let old = try schema("CREATE VIRTUAL TABLE v USING vec0(a float[3])", shadows: ["v_chunks"])
        let new = try schema("CREATE VIRTUAL TABLE w USING vec0(a float[3])", shadows: ["w_chunks"])
        let error = refusal(old, new, .table(old: "v", new: "w"))
        #expect(
            error?.message
                == "virtual table 'v' can't be renamed: module 'vec0' may leave its content under the old name"
        )
        #expect(error?.remedy == "create 'w' in one revision, copy the rows there, and drop 'v' in the next")
        #expect(try SchemaDiff(from: old, to: new).candidates.isEmpty)
        let plain = try schema("CREATE VIRTUAL TABLE v USING lines(name)")
        let renamed = try schema("CREATE VIRTUAL TABLE w USING lines(name)")
        #expect(try SchemaDiff(from: plain, to: renamed).candidates.map(\.flag) == ["--rename v=w"])
    }

    @Test func columnsOfAnUnknownModuleAreRefused() throws {
        let old = try schema("CREATE VIRTUAL TABLE v USING vec0(a float[3])")
        let new = try schema("CREATE VIRTUAL TABLE v USING vec0(b float[3])")
        let error = refusal(old, new, .column(table: "v", old: "a", new: "b"))
        #expect(
            error?.message
                == "no column of virtual table 'v' can be renamed: the tool can't tell them from its arguments"
        )
        #expect(error?.remedy == "leave --rename v.a=b out")
    }

    @Test func hintsAreSpentOnceTheStateCarriesThem() throws {
        let after = "CREATE VIRTUAL TABLE f USING fts5(\n a, -- migrate:was b\n b -- migrate:was a\n);"
        let swap = try diff("CREATE VIRTUAL TABLE f USING fts5(a, b);", after)
        #expect(swap.log == ["Detected renamed column 'f.b' to 'a'", "Detected renamed column 'f.a' to 'b'"])
        #expect(try diff(after, after).isEmpty)
        let tables = "CREATE VIRTUAL TABLE f USING fts5( -- migrate:was g\n a); CREATE VIRTUAL TABLE g USING fts5(a);"
        let found = try diff(
            "CREATE VIRTUAL TABLE g USING fts5(a);",
            "CREATE VIRTUAL TABLE f USING fts5(a); -- migrate:was g"
        )
        #expect(found.log == ["Detected renamed table 'g' to 'f'"])
        #expect(try diff(tables, tables).isEmpty)
    }

    @Test func valuesThatACopyWouldLoseStayWhereTheyAre() throws {
        func content(_ module: String) throws -> [VirtualTableContent] {
            try schema("CREATE VIRTUAL TABLE f USING \(module)").virtualTables.map(\.content)
        }
        #expect(try content("fts5(a, locale=1)") == [.unknown])
        #expect(try content("fts4(a, languageid='l')") == [.unknown])
        #expect(try content("fts5(a, content='')") == [.none])
        #expect(try content("fts5(a, content=d)") == [.external(table: "d")])
        #expect(try content("fts4") == [.own(columns: ["content"])])
        #expect(try content("vec0(a)") == [.unknown])
    }
}
