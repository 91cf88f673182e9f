import LibSQLTestServer
import Testing

@Suite("The double starts")
struct StartTests {
    @Test func itHasAURLAndAFile() async throws {
        let server = try await LibSQLTestServer.start()
        #expect(server.url == "http://127.0.0.1:\(server.port)")
        #expect(server.databasePath.hasSuffix("/default.db"))
        await server.stop()
    }
}
