import FlyingFox
import FlyingSocks
import Foundation

/// A double of a libSQL server on 127.0.0.1, for tests and demonstrations: the protocol over HTTP, over plain SQLite.
///
/// It plays the open-source server or the hosted service, and goes wrong on request:
///
/// ```swift
/// let server = try await LibSQLTestServer.start(.init(dialect: .sqld))
/// server.inject(.answerDropped, at: 2)
/// // … a client talks to server.url …
/// #expect(server.requests.count == 3)
/// await server.stop()
/// ```
///
/// SQLite, the connections and the waiting live on threads of their own. The HTTP library takes its turns on Swift's
/// pool of threads, but at a priority above that of tests, which on Linux has threads of its own: the server answers
/// although tests keep every other thread busy, or block it while they wait for the answer. It is still better that a
/// test calls a client which blocks through ``blocking(_:)``: other tests need their threads too.
public final class LibSQLTestServer: Sendable {
    /// The database of requests that name no other.
    public static let defaultNamespace = "default"

    private let core: ServerCore
    private let relay: Relay
    private let http: HTTPServer
    private let task: Task<Void, Never>
    private let folder: String

    private init(core: ServerCore, relay: Relay, http: HTTPServer, task: Task<Void, Never>, folder: String) {
        self.core = core
        self.relay = relay
        self.http = http
        self.task = task
        self.folder = folder
    }

    /// Starts a server.
    ///
    /// - Parameter options: How it behaves.
    /// - Returns: The server, ready for requests.
    /// - Throws: An error of SQLite or of the sockets, where the file or the port can't be had.
    public static func start(_ options: Options = Options()) async throws -> LibSQLTestServer {
        let folder = FileManager.default.temporaryDirectory.path + "/libsql-test-server-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            // What the HTTP library starts inherits this priority.
            return try await Task.detached(priority: .high) {
                try await start(ServerCore(options, folder: folder), folder: folder)
            }.value
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private static func start(_ core: ServerCore, folder: String) async throws -> LibSQLTestServer {
        let http = try Front.server(for: core)
        let task = Task(executorPreference: OwnThread()) { _ = try? await http.run() }
        do {
            try await http.waitUntilListening(timeout: 60)
            guard case .ip4(_, let port) = await http.listeningAddress else {
                throw PosixSocket.Failure(call: "listen", code: 0)
            }
            let relay = try Relay(port: core.options.port, upstreamPort: port)
            core.connect(relay)
            return LibSQLTestServer(core: core, relay: relay, http: http, task: task, folder: folder)
        } catch {
            await http.stop(timeout: 0)
            throw error
        }
    }

    /// Ends connections and streams, and removes a temporary database.
    public func stop() async {
        await Self.blocking { [relay, core] in
            core.stop()
            relay.stop()
            for database in core.databases.values { database.streams.expireAll() }
        }
        await Task.detached(priority: .high) { [http] in await http.stop(timeout: 0) }.value
        task.cancel()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Runs what blocks on a thread outside Swift's pool.
    ///
    /// - Parameter body: What blocks, such as a call of a synchronous client.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public static func blocking<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: Result { () throws(Failure) in try body() })
            }
        }
        return try result.get()
    }
}

extension LibSQLTestServer {
    /// The port on 127.0.0.1.
    public var port: UInt16 { relay.port }

    /// Where it is reached: `http://127.0.0.1:PORT`.
    public var url: String { "http://127.0.0.1:\(relay.port)" }

    /// How it was started.
    public var options: Options { core.options }

    /// The file of the default database, for a look at what is really in it.
    public var databasePath: String { databasePath(of: Self.defaultNamespace) ?? "" }

    /// The file of a namespace's database.
    ///
    /// - Parameter namespace: Its name.
    /// - Returns: The path, or `nil` where there is no such namespace.
    public func databasePath(of namespace: String) -> String? { core.databases[namespace]?.path }

    /// All requests so far, in the order of their arrival, those for other paths than SQL's included.
    public var allRequests: [RequestRecord] { core.log.records }

    /// The requests so far that carry SQL, numbered from 1.
    public var requests: [RequestRecord] { core.log.records.filter { $0.number > 0 } }

    /// How many streams are open in all databases.
    public var openStreamCount: Int { core.databases.values.reduce(0) { $0 + $1.streams.openCount } }

    /// Whether a transaction writes in the default database.
    public var hasWriter: Bool { core.databases[Self.defaultNamespace]?.queue.isTaken ?? false }

    /// How many writers wait for the default database.
    public var waitingWriterCount: Int { core.databases[Self.defaultNamespace]?.queue.waitingCount ?? 0 }

    /// Plans a fault for one request, or for several in a row.
    ///
    /// - Parameters:
    ///   - fault: What goes wrong. Several faults for one request all happen, in the order of their planning.
    ///   - number: The request, counted from 1 over all that carry SQL.
    ///   - times: For how many requests from there on.
    public func inject(_ fault: Fault, at number: Int, times: Int = 1) {
        core.faults.add(fault, first: number, last: number + max(times, 1) - 1)
    }

    /// Plans a fault for every request from one on.
    ///
    /// - Parameters:
    ///   - fault: What goes wrong.
    ///   - number: The first request, counted from 1.
    public func inject(_ fault: Fault, from number: Int) {
        core.faults.add(fault, first: number, last: .max)
    }

    /// Plans a fault for the next request.
    ///
    /// - Parameter fault: What goes wrong.
    public func injectNext(_ fault: Fault) {
        inject(fault, at: core.log.lastNumber + 1)
    }

    /// Forgets all faults.
    public func clearFaults() {
        core.faults.clear()
    }

    /// Closes the next connections as soon as they are made, and those that are open.
    ///
    /// - Parameter count: How many.
    public func dropConnections(_ count: Int) {
        relay.dropConnections(count)
    }

    /// Refuses connections, and closes those that are open, until ``comeBack()``.
    public func goAway() async {
        await Self.blocking { [relay] in relay.goAway() }
    }

    /// Accepts connections again, on the same port.
    public func comeBack() async {
        await Self.blocking { [relay] in relay.comeBack() }
    }
}
