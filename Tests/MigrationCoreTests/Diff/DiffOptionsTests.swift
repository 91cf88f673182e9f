import MigrationCore
import Testing

@Suite struct DiffOptionsTests {
    @Test func readsRenames() throws {
        #expect(try DeclaredRename(parsing: "a=b") == .table(old: "a", new: "b"))
        #expect(try DeclaredRename(parsing: "t.a=b") == .column(table: "t", old: "a", new: "b"))
        #expect(try DeclaredRename(parsing: #""my t"."a.b"="c=d""#) == .column(table: "my t", old: "a.b", new: "c=d"))
    }

    @Test(arguments: ["a", "a=", "=b", "a=b.c", "a.b.c=d", "a=b=c", "a b=c", ""])
    func refusesWhatIsNoRename(_ text: String) {
        let error = #expect(throws: SchemaDiffError.self) { try DeclaredRename(parsing: text) }
        #expect(error?.message == "'\(text)' is no rename")
        #expect(
            error?.remedy
                == "write --rename old_table=new_table or --rename table.old_column=new_column; "
                + "a name with other signs than letters, digits and _ stands between double quotes"
        )
    }

    @Test func readsBackfills() throws {
        let plain = try DeclaredBackfill(parsing: "t.c='n' || id = 5")
        #expect(plain == DeclaredBackfill(table: "t", column: "c", expression: "'n' || id = 5"))
        let odd = try DeclaredBackfill(parsing: #""my t".c= 1"#)
        #expect(odd == DeclaredBackfill(table: "my t", column: "c", expression: "1"))
    }

    @Test(arguments: ["t.c", "t.c=", "t=1", "c=1", "=1"]) func refusesWhatIsNoBackfill(_ text: String) {
        let error = #expect(throws: SchemaDiffError.self) { try DeclaredBackfill(parsing: text) }
        #expect(error?.message == "'\(text)' is no backfill")
        #expect(error?.remedy == #"write --backfill table.column=EXPR, as in --backfill "prompts.slug='n' || id""#)
    }

    @Test func aFlagReadsBack() throws {
        let renames: [DeclaredRename] = [
            .table(old: "a", new: "b"), .column(table: "my t", old: "x\"y", new: "1st"), .table(old: "é", new: "it's"),
        ]
        for rename in renames { #expect(try DeclaredRename(parsing: rename.flag) == rename) }
        #expect(RenameCandidate(renames[0], likeness: 1).flag == "--rename a=b")
        #expect(RenameCandidate(renames[2], likeness: 1).flag == #"--rename 'é="it'\''s"'"#)
    }
}
