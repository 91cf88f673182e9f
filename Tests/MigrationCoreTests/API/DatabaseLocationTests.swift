import MigrationCore
import Testing

@Suite struct DatabaseLocationTests {
    @Test(arguments: [
        ("sqlite:///data/app.db", DatabaseLocation.file(path: "data/app.db")),
        ("sqlite:////srv/app.db", .file(path: "/srv/app.db")), ("app.db", .file(path: "app.db")),
        ("sqlite://", .memory), ("libsql://shop.turso.io", .remote(url: "https://shop.turso.io", token: Secret("t"))),
        ("http://127.0.0.1:8080", .remote(url: "http://127.0.0.1:8080", token: Secret("t"))),
    ])
    func aURLIsReadAsTheCommandReadsIt(_ url: String, _ location: DatabaseLocation) throws {
        #expect(try DatabaseLocation(url: url, token: " t\n") == location)
    }

    @Test(arguments: [nil, "", " \n"]) func anEmptyTokenIsNone(token: String?) throws {
        #expect(try DatabaseLocation(url: "libsql://h", token: token) == .remote(url: "https://h", token: nil))
    }

    @Test func aRefusalRepeatsNeitherURLNorToken() {
        let error = #expect(throws: MigrationError.self) {
            try DatabaseLocation(url: "libsql://h?authToken=s3cr3t", token: "s3cr3t")
        }
        #expect(error?.code == .configuration)
        #expect(error?.summary == "the database's URL carries a token or a password")
        #expect(!"\(String(describing: error))".contains("s3cr3t"))
    }
}
