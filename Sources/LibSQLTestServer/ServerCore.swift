import Dispatch
import Foundation

/// The server without its sockets: a request in, an answer out, on the caller's thread.
final class ServerCore: @unchecked Sendable {
    let options: LibSQLTestServer.Options
    let databases: [String: NamespaceDatabase]
    let faults = FaultPlan()
    let log = RequestLog()
    private let parser: StatementParser
    private let rules: SessionRules
    private let expiry: any DispatchSourceTimer
    private let lock = NSLock()
    private let stopping = ManagedFlag()
    private var relay: Relay?

    init(_ options: LibSQLTestServer.Options, folder: String) throws(SQLiteFailure) {
        self.options = options
        parser = try StatementParser(options.dialect)
        rules = SessionRules(
            dialect: options.dialect,
            foreignKeysByDefault: options.foreignKeysByDefault,
            honoursForeignKeysPragma: options.honoursForeignKeysPragma,
            rowLimit: options.rowLimit,
            responseLimit: options.responseLimit
        )
        let name = LibSQLTestServer.defaultNamespace
        var databases = [
            name: try NamespaceDatabase(path: options.databasePath ?? "\(folder)/\(name).db", options)
        ]
        for name in options.namespaces ?? [] where databases[name] == nil {
            databases[name] = try NamespaceDatabase(path: "\(folder)/\(name).db", options)
        }
        self.databases = databases
        expiry = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "libsql-test-server.expiry"))
        let streams = databases.values.map(\.streams)
        expiry.schedule(deadline: .now(), repeating: .milliseconds(50))
        expiry.setEventHandler { for registry in streams { registry.expireIdle() } }
        expiry.resume()
    }

    deinit {
        expiry.cancel()
    }

    func connect(_ relay: Relay) {
        lock.withLock { self.relay = relay }
    }

    /// Ends all waiting; nothing runs after it.
    func stop() {
        stopping.set()
    }

    private var currentRelay: Relay? { lock.withLock { relay } }

    /// Answers a request; blocks for the write queue, for added latency, for slowness.
    func respond(to request: IncomingRequest, clientPort: UInt16?) -> Reply {
        pause(options.latency)
        guard let endpoint = request.endpoint(options) else {
            log.append(RequestRecord(request, number: 0))
            return ProtocolFailure.notFound.reply(options.dialect)
        }
        if case .information(let text) = endpoint {
            log.append(RequestRecord(request, number: 0))
            return .text(200, text)
        }
        let number = log.nextNumber()
        log.append(RequestRecord(request, number: number))
        let connection = clientPort.flatMap { currentRelay?.connection(port: $0) }
        let faults = faults.faults(of: number)
        let isHeld = faults.contains { if case .held = $0 { true } else { false } }
        let activity = RequestActivity()
        if isHeld || clientPort == nil { return serve(request, endpoint, faults: faults, activity, connection) }
        // A client that has gone already is as one that goes now.
        guard let connection else { return .text(500, "the client has gone") }
        return connection.whileServing(onDisconnect: { activity.cancel() }) {
            self.serve(request, endpoint, faults: faults, activity, connection)
        }
    }

    private func serve(
        _ request: IncomingRequest,
        _ endpoint: Endpoint,
        faults: [Fault],
        _ activity: RequestActivity,
        _ connection: RelayedConnection?
    ) -> Reply {
        for fault in faults {
            if fault == .sentTwice {
                // The client gets the answer to the second.
                log.append(RequestRecord(request, number: log.nextNumber(), isReplay: true))
                _ = execute(request, endpoint, activity)
            }
            if let reply = prepare(fault, activity, connection) { return reply }
        }
        var reply = execute(request, endpoint, activity)
        for fault in faults {
            reply = fault.changed(reply)
            finish(fault, reply, request, endpoint, connection)
        }
        return reply
    }

    /// What a fault does before the request runs; an answer where it then does not run at all.
    private func prepare(
        _ fault: Fault,
        _ activity: RequestActivity,
        _ connection: RelayedConnection?
    ) -> Reply? {
        switch fault {
        case .droppedBeforeExecution:
            connection?.cut(.close)
            return .text(500, "dropped")
        case .resetBeforeExecution:
            connection?.cut(.reset)
            return .text(500, "reset")
        case .slow(let delay, _): pause(delay, activity)
        case .held(let delay): pause(delay)
        case .abandoned(let delay):
            onThread {
                self.pause(delay)
                activity.cancel()
                connection?.cut(.close)
            }
        case .streamExpired: for database in databases.values { database.streams.expireAll() }
        case .restarted: for database in databases.values { database.streams.forgetAll() }
        case .answerDropped, .resetAfterExecution, .status, .tooManyRequests, .truncatedBody, .cutJSON, .notJSON,
            .replayed, .sentTwice, .awayAfterwards, .refusedAfterwards, .redirected:
            break
        }
        return fault.replyBeforeExecution
    }

    /// What a fault does once the request has run.
    private func finish(
        _ fault: Fault,
        _ reply: Reply,
        _ request: IncomingRequest,
        _ endpoint: Endpoint,
        _ connection: RelayedConnection?
    ) {
        switch fault {
        case .answerDropped: connection?.cut(.close)
        case .resetAfterExecution: connection?.cut(.reset)
        case .truncatedBody: connection?.cut(.truncate(reply.body.count * 2 / 3))
        case .slow(_, let delay): pause(delay)
        case .replayed(let delay):
            onThread {
                self.pause(delay)
                self.log.append(RequestRecord(request, number: self.log.nextNumber(), isReplay: true))
                _ = self.execute(request, endpoint, RequestActivity())
            }
        case .awayAfterwards(let connections):
            // Closes this connection too, and none that is made after it.
            currentRelay?.dropConnections(connections)
        case .refusedAfterwards(let time):
            let relay = currentRelay
            relay?.goAway()
            onThread {
                self.pause(time)
                relay?.comeBack()
            }
        case .droppedBeforeExecution, .resetBeforeExecution, .status, .tooManyRequests, .cutJSON, .notJSON,
            .held, .sentTwice, .streamExpired, .restarted, .abandoned, .redirected:
            break
        }
    }

    /// Waits, but not past the end of the server, nor longer than somebody waits for the answer.
    private func pause(_ duration: Duration, _ activity: RequestActivity? = nil) {
        let end = DispatchTime.now() + duration
        while !stopping.isSet, activity?.isCancelled != true {
            let left = Double(end.uptimeNanoseconds) - Double(DispatchTime.now().uptimeNanoseconds)
            guard left > 0 else { return }
            Thread.sleep(forTimeInterval: min(left / 1e9, 0.02))
        }
    }

    private func onThread(_ body: @escaping @Sendable () -> Void) {
        Thread.detachNewThread(body)
    }

    private func execute(_ request: IncomingRequest, _ endpoint: Endpoint, _ activity: RequestActivity) -> Reply {
        do throws(ProtocolFailure) {
            if stopping.isSet { throw .internal("the server is stopping") }
            let mayWrite = try rights(of: request)
            let name = request.databaseName(options)
            guard let database = databases[name] else { throw .namespaceMissing(name) }
            let exchange = Exchange(
                database: database,
                parser: parser,
                rules: rules,
                options: options,
                mayWrite: mayWrite,
                activity: activity
            )
            return try exchange.answer(request.body, at: endpoint)
        } catch {
            return error.reply(options.dialect)
        }
    }

    /// Whether the token may write.
    private func rights(of request: IncomingRequest) throws(ProtocolFailure) -> Bool {
        guard !options.tokens.isEmpty else { return true }
        guard let header = request.headers["authorization"] else {
            throw .unauthorized("The `Authorization` HTTP header is required but was not specified")
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw .unauthorized("The authentication scheme in the `Authorization` HTTP header is not supported")
        }
        switch options.tokens[String(parts[1])] {
        case .full: return true
        case .readOnly: return false
        case .expired: throw .unauthorized("The JWT has expired")
        case nil: throw .unauthorized("The JWT is invalid")
        }
    }
}

/// What runs for a request, so that another thread can end it.
final class RequestActivity: @unchecked Sendable {
    private let lock = NSLock()
    private var action: (@Sendable () -> Void)?
    private var cancelled = false

    var isCancelled: Bool { lock.withLock { cancelled } }

    /// Ends what runs, and whatever would still run.
    func cancel() {
        let action = lock.withLock {
            cancelled = true
            return self.action
        }
        action?()
    }

    /// Names what ends what runs now.
    func begin(_ action: @escaping @Sendable () -> Void) {
        let isCancelled = lock.withLock {
            self.action = action
            return cancelled
        }
        if isCancelled { action() }
    }
}
