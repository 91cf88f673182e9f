import Foundation
import Testing

@testable import LibSQLTestServer

@Suite("Writers of the double", .serialized)
struct WriteQueueTests {
    private static let limit = Duration.milliseconds(300)

    /// Limits that no slow machine reaches.
    private static func patient(_ options: inout LibSQLTestServer.Options) {
        options.idleLimit = .seconds(300)
        options.transactionLimit = .seconds(300)
    }

    /// Waits until a writer is in the queue.
    private func waiting(_ count: Int, _ server: LibSQLTestServer) async throws {
        for _ in 0..<2000 where server.waitingWriterCount < count { try await Task.sleep(for: .milliseconds(5)) }
        #expect(server.waitingWriterCount == count)
    }

    @Test func writersWaitInTheirOrder() async throws {
        try await withServer(.sqld, Self.patient) { server in
            try await server.run("CREATE TABLE t(a)")
            let holder = try await server.pipeline([.execute("BEGIN IMMEDIATE"), .execute("INSERT INTO t VALUES (0)")])
            async let first = server.run("BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)", "COMMIT")
            try await waiting(1, server)
            async let second = server.run("INSERT INTO t VALUES (2)")
            try await waiting(2, server)
            try await server.pipeline([.execute("COMMIT"), .close], baton: holder.baton)
            _ = try await (first, second)
            try server.expect("SELECT a FROM t ORDER BY rowid", gives: [0, 1, 2])
        }
    }

    @Test(arguments: Dialect.allCases)
    func aQuietDatabaseAllowsALongTransaction(_ dialect: Dialect) async throws {
        try await withServer(dialect, { $0.transactionLimit = .milliseconds(50) }) { server in
            let first = try await server.pipeline([.execute("BEGIN IMMEDIATE"), .execute("CREATE TABLE t(a)")])
            try await Task.sleep(for: .milliseconds(200))
            let second = try await server.pipeline([.execute("COMMIT"), .close], baton: first.baton)
            #expect(second.results.first?["type"] == .string("ok"))
        }
    }

    @Test func aWaitingWriterTakesThePlaceOfALongTransaction() async throws {
        try await withServer(.sqld, { $0.transactionLimit = Self.limit }) { server in
            let holder = try await server.pipeline([.execute("BEGIN IMMEDIATE"), .execute("CREATE TABLE t(a)")])
            try await server.run("BEGIN IMMEDIATE", "CREATE TABLE u(a)", "COMMIT")
            let late = try await server.pipeline(
                [
                    .batch([
                        .step("INSERT INTO t VALUES (1)"), .step("COMMIT", if: .ok(0)),
                        .step("ROLLBACK", if: .not(.ok(1))),
                    ]), .execute("CREATE TABLE w(a)"), .close,
                ],
                baton: holder.baton
            )
            #expect(late.steps(0) == Array(repeating: "TRANSACTION_TIMEOUT", count: 3))
            #expect(late.result(1) != nil, "what follows runs on its own")
            try server.expect("SELECT count(*) FROM sqlite_schema WHERE name = 't'", gives: [0])
            try server.expect("SELECT count(*) FROM sqlite_schema WHERE name IN ('u', 'w')", gives: [2])
        }
    }

    @Test func aRunningBatchLosesItsPlaceBetweenItsStatements() async throws {
        try await withServer(.sqld, { $0.transactionLimit = Self.limit }) { server in
            let slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000) "
            async let long = server.pipeline([
                .batch([
                    .step("BEGIN IMMEDIATE"), .step("CREATE TABLE t(a)"), .step(slow + "SELECT count(*) FROM n"),
                    .step(slow + "SELECT count(*) FROM n"), .step(slow + "SELECT count(*) FROM n"),
                    .step("COMMIT", if: .ok(4)), .step("ROLLBACK", if: .not(.ok(5))),
                ]), .close,
            ])
            for _ in 0..<1000 where !server.hasWriter { try await Task.sleep(for: .milliseconds(5)) }
            try await server.run("CREATE TABLE u(a)")
            let steps = try await long.steps(0)
            #expect(steps.prefix(2) == ["ok", "ok"])
            #expect(steps.suffix(3) == Array(repeating: "TRANSACTION_TIMEOUT", count: 3)[...])
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [1])
        }
    }

    @Test func readersDoNotWait() async throws {
        try await withServer(.sqld, Self.patient) { server in
            try await server.run("CREATE TABLE t(a)")
            let holder = try await server.pipeline([.execute("BEGIN IMMEDIATE"), .execute("INSERT INTO t VALUES (0)")])
            let answer = try await server.run("SELECT count(*) FROM t")
            #expect(answer.rows(0) == .array([.array([HranaValue.integer(0).json])]))
            try await server.pipeline([.close], baton: holder.baton)
        }
    }

    @Test func aDeferredTransactionThatHasReadAnOldStateMayNotWrite() async throws {
        try await withServer { server in
            try await server.run("CREATE TABLE t(a)")
            let old = try await server.pipeline([.execute("BEGIN"), .execute("SELECT * FROM t")])
            try await server.run("INSERT INTO t VALUES (1)")
            let late = try await server.pipeline([.execute("INSERT INTO t VALUES (2)"), .close], baton: old.baton)
            #expect(late.code(0) == "SQLITE_BUSY")
        }
    }

    @Test func whatAClientLeavesIsRolledBack() async throws {
        try await withServer { server in
            let slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            let body = JSON.pipeline([
                .batch([.step("BEGIN IMMEDIATE"), .step("CREATE TABLE t(a)"), .step(slow), .step("COMMIT")]), .close,
            ])
            let text = String(decoding: body.bytes, as: UTF8.self)
            await RawClient.abandon(LibSQLTestServer.request("/v3/pipeline", text), port: server.port, after: 0.2)
            try await server.run("BEGIN IMMEDIATE", "CREATE TABLE u(a)", "COMMIT")
            try server.expect("SELECT count(*) FROM sqlite_schema WHERE name = 't'", gives: [0])
            for _ in 0..<100 where server.openStreamCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(server.openStreamCount == 0)
        }
    }

    @Test func aClientThatLeavesWhileItWaitsLeavesTheQueue() async throws {
        try await withServer(.sqld, Self.patient) { server in
            let holder = try await server.pipeline([.execute("BEGIN IMMEDIATE")])
            let body = JSON.pipeline([.execute("CREATE TABLE t(a)"), .close])
            let text = String(decoding: body.bytes, as: UTF8.self)
            await RawClient.abandon(LibSQLTestServer.request("/v3/pipeline", text), port: server.port, after: 0.2)
            for _ in 0..<200 where server.waitingWriterCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(server.waitingWriterCount == 0)
            try await server.pipeline([.execute("COMMIT"), .close], baton: holder.baton)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
        }
    }
}
