import LibSQLTestServer
import MigrationCore

/// A libSQL server over a file in a folder of its own, with what tests ask about that file.
struct RemoteDatabase {
    let local: TestDatabase
    let server: LibSQLTestServer

    private static let slots = Slots(16)

    /// Starts a server, runs the body off Swift's pool of threads, which other tests keep busy, and stops it again.
    static func serving<Value: Sendable>(
        _ options: LibSQLTestServer.Options,
        _ body: @escaping @Sendable (RemoteDatabase) async throws -> Value
    ) async throws -> Value {
        try await slots.taken {
            try await withTaskExecutorPreference(ThreadExecutor.shared) { try await run(options, body) }
        }
    }

    @concurrent private static func run<Value: Sendable>(
        _ options: LibSQLTestServer.Options,
        _ body: @Sendable (RemoteDatabase) async throws -> Value
    ) async throws -> Value {
        let local = try TestDatabase()
        var options = options
        options.databasePath = local.path
        let server = try await LibSQLTestServer.start(options)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(RemoteDatabase(local: local, server: server)))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return try result.get()
    }

    /// A server whose limits no slow machine reaches.
    static func serving<Value: Sendable>(
        _ dialect: Dialect = .sqld,
        _ body: @escaping @Sendable (RemoteDatabase) async throws -> Value
    ) async throws -> Value {
        var options = LibSQLTestServer.Options(dialect: dialect)
        options.idleLimit = .seconds(120)
        options.transactionLimit = .seconds(120)
        return try await serving(options, body)
    }

    var location: DatabaseLocation { .remote(url: server.url, token: nil) }

    func migrator(_ revisions: [Revision], _ change: (inout Migrator.Options) -> Void = { _ in }) -> Migrator {
        var options = Migrator.Options()
        change(&options)
        return Migrator(database: location, migrations: .revisions(revisions), options: options)
    }
}

/// Runs what blocks off Swift's pool of threads, whose turns the server needs, within the task of the test.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(ThreadExecutor.shared) { try await onPreferredExecutor(body) }
}

@concurrent private func onPreferredExecutor<Value: Sendable>(
    _ body: @Sendable () throws -> Value
) async throws -> Value {
    try body()
}
