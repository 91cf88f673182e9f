import MigrationCore
import Testing

@Suite struct DatabaseURLTests {
    @Test(arguments: [
        ("sqlite:///relative.db", "relative.db", 10),
        ("sqlite:///./data/app.db", "./data/app.db", 10),
        ("sqlite:////var/app.db", "/var/app.db", 10),
        ("SQLITE:///a.db", "a.db", 10),
        ("file:dev.db", "dev.db", 5),
        ("file:/abs/dev.db", "/abs/dev.db", 5),
        ("file:///abs/dev.db", "/abs/dev.db", 5),
        ("file://localhost/abs/dev.db", "/abs/dev.db", 5),
        ("file:a%20b%3F.db?mode=rwc", "a b?.db", 5),
        ("data/app.db", "data/app.db", 0),
        ("/abs/app.db", "/abs/app.db", 0),
        ("notes:v1.db", "notes:v1.db", 0),
        ("a b?.db", "a b?.db", 0),
    ])
    func readsFiles(_ text: String, _ path: String, _ offset: Int) throws {
        #expect(try DatabaseURL(text) == .file(path: path, offset: offset))
    }

    @Test(arguments: [
        "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://:memory:", ":memory:", "file::memory:",
        "file:x?mode=memory&cache=shared", "file:",
    ])
    func readsDatabasesInMemory(_ text: String) throws {
        #expect(try DatabaseURL(text) == .memory)
    }

    @Test(arguments: [
        ("libsql://app.turso.io", "https://app.turso.io", "libsql://app.turso.io"),
        ("libsql://app.turso.io/", "https://app.turso.io", "libsql://app.turso.io"),
        ("libsql://127.0.0.1:8080?tls=0", "http://127.0.0.1:8080", "libsql://127.0.0.1:8080?tls=0"),
        ("libsql://app.turso.io?tls=1", "https://app.turso.io", "libsql://app.turso.io"),
        ("https://app.turso.io", "https://app.turso.io", "https://app.turso.io"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080"),
        ("https://proxy/db/one", "https://proxy/db/one", "https://proxy/db/one"),
        ("turso://app.turso.io", "https://app.turso.io", "turso://app.turso.io"),
        ("turso://127.0.0.1:8080/?tls=0", "http://127.0.0.1:8080", "turso://127.0.0.1:8080?tls=0"),
        ("http://h:8080/dev/tenant-7", "http://h:8080/dev/tenant-7", "http://h:8080/dev/tenant-7"),
        ("http://h/s3cr3t/x", "http://h/s3cr3t/x", "http://h/…"),
    ])
    func readsServers(_ text: String, _ url: String, _ written: String) throws {
        #expect(try DatabaseURL(text) == .remote(url: url, written: written))
    }

    @Test(arguments: [
        "libsql://user:s3cret@app.turso.io", "https://s3cret@app.turso.io", "libsql://app.turso.io?authToken=s3cret",
        "libsql://app.turso.io?auth_token=s3cret&tls=0", "libsql://app.turso.io?tls=1&jwt=s3cret",
        "sqlite:///app.db?authToken=s3cret", "file:app.db?token=s3cret",
    ])
    func refusesTokensWithoutShowingThem(_ text: String) {
        let error = #expect(throws: DatabaseURL.Failure.self) { try DatabaseURL(text) }
        #expect(error?.reason == "carries a token or a password")
        #expect(error?.remedy.contains("--auth-token-file") == true)
        #expect(String(describing: error).contains("s3cret") == false)
    }

    @Test(arguments: [
        ("", "is empty"),
        ("postgres://localhost/x", "has a scheme that is not supported: only SQLite and libSQL are"),
        ("sqlite+aiosqlite:///x.db", "names a driver"),
        ("wss://app.turso.io", "is a WebSocket URL"),
        ("sqlite://data/app.db", "is no SQLite URL"),
        ("sqlite:app.db", "is no SQLite URL"),
        ("sqlite:///app.db?timeout=3", "has an option behind `?` that is not understood"),
        ("file:app.db?mode=ro", "has an option behind `?` that is not understood"),
        ("file://server/app.db", "names a host"),
        ("file:a%2", "has a broken percent escape"),
        ("file:a%00b", "has a broken percent escape"),
        ("libsql:app.turso.io", "has no host"),
        ("libsql://", "has no valid host"),
        ("libsql://app turso", "has no valid host"),
        ("libsql://app:99999", "has no valid host"),
        ("libsql://app:", "has no valid host"),
        ("http://[::1", "has no valid host"),
        ("https://app.turso.io?tls=0", "has an option behind `?` that is not understood"),
        ("libsql://app.turso.io#x", "has a fragment"),
        ("app\n.db", "holds a control character"),
    ])
    func refusesWhatIsNoDatabase(_ text: String, _ reason: String) {
        let error = #expect(throws: DatabaseURL.Failure.self) { try DatabaseURL(text) }
        #expect(error?.reason == reason)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test(arguments: [
        ("https://h:1/dev/acme_2024.eu", "https://h:1/dev/acme_2024.eu"), ("https://[::1]:8080", "https://[::1]:8080"),
        ("https://h/x7Gq0aLm2ZrT9", "https://h/…"), ("https://h/abcdefghijklmnopqrstuvwxyz", "https://h/…"),
        ("https://h/a/b/c/d", "https://h/…"), ("https://h/1234567890", "https://h/…"),
        ("https://h/a%20b", "https://h/…"),
        ("https://user:s3cret@h/db", "https://h/db"), ("https://h?authToken=s3cret", "https://h"),
        ("https://h#s3cret", "https://h"), ("s3cret", "…"), ("a b://s3cret", "…"), ("https://s3 cret", "…"), ("", "…"),
    ])
    func onlyWhatIsOrdinaryInAURLIsShown(_ url: String, _ shown: String) {
        #expect(ShownURL(url).description == shown)
        #expect(ShownURL(url).isWhole == (url == shown))
        #expect("\(DatabaseLocation.remote(url: url, token: nil))" == shown)
    }

    @Test(arguments: [
        ("x.db?authToken=SEKRET", "carries a token or a password"),
        ("https://host/eyJhbGciOiJFZERTQSJ9.SEKRET.sig", "carries a token or a password"),
        ("eyJhbGciOiJFZERTQSJ9.SEKRET.sig", "looks like a token, not like a database"),
        ("libsql//h?authToken=SEKRET", "lacks the colon behind its scheme"),
        ("jdbc:sqlite:x?password=SEKRET", "has a scheme that is not supported: only SQLite and libSQL are"),
        (" libsql://h?authToken=SEKRET", "begins or ends with a blank"),
        ("   ", "begins or ends with a blank"),
    ])
    func showsNothingOfWhatMayHoldASecret(_ text: String, _ reason: String) {
        let failure = #expect(throws: DatabaseURL.Failure.self) { try DatabaseURL(text) }
        #expect(failure?.reason == reason)
        #expect(failure?.remedy.contains("SEKRET") == false)
    }
}
