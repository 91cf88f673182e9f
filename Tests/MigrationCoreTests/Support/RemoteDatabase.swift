import LibSQLTestServer
import MigrationCore

/// A libSQL server over a file in a folder of its own, with what tests ask about that file.
struct RemoteDatabase {
    let local: TestDatabase
    let server: LibSQLTestServer

    /// Starts a server, runs the body and stops it again.
    static func serving<Value>(
        _ options: LibSQLTestServer.Options,
        _ body: (RemoteDatabase) async throws -> Value
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

    static func serving<Value>(
        _ dialect: Dialect = .sqld,
        _ body: (RemoteDatabase) async throws -> Value
    ) async throws -> Value {
        try await serving(.init(dialect: dialect), body)
    }

    var location: DatabaseLocation { .remote(url: server.url, token: nil) }

    /// A migrator that gives a server up after a second.
    func migrator(_ revisions: [Revision], _ change: (inout Migrator.Options) -> Void = { _ in }) -> Migrator {
        var options = Migrator.Options()
        options.connectTimeout = .seconds(2)
        options.outageTimeout = .seconds(1)
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
