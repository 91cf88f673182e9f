import MigrationCore
import Testing

@Suite struct PlaceholderTests {
    @Test(arguments: [
        ("${X}", "${X}"), ("libsql://app-[your-org].turso.io", "[your-org]"), ("<token>", "<token>"),
        ("libsql://<your db>.turso.io", "<your db>"), ("xxx", "xxx"), ("xxxxxxxx", "xxxxxxxx"),
        ("libsql://xxx.turso.io", "xxx"), ("eyJxxxx", "xxxx"), ("XXXX-XXXX", "XXXX"), ("[YOUR_DB]", "[YOUR_DB]"),
    ])
    func findsWhatSomeoneForgotToReplace(_ text: String, _ placeholder: String) {
        #expect(Placeholder.first(in: text)?.text == placeholder)
    }

    @Test(arguments: [
        "", "libsql://app.turso.io", "http://[::1]:8080", "http://[fe80::dead:beef]", "http://[2001:db8::1]:80",
        "http://[fe80::1%25eth0]", "sqlite:///maxxx1.db", "eyJhbGciOiJFZERTQSJ9.aXxXb.c", "a < b", "${", "${}", "[",
        "<", "$x",
        "fixx.db", "data[1].db",
    ])
    func leavesTheRestAlone(_ text: String) {
        #expect(Placeholder.first(in: text) == nil)
    }

    @Test func knowsItsOffsetInBytes() {
        #expect(Placeholder.first(in: "ä<x>")?.offset == 2)
    }
}
