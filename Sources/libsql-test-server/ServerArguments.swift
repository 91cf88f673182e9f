import Dispatch
import Foundation
import LibSQLTestServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The command line.
struct ServerArguments {
    struct Failure: Error {
        let message: String
    }

    private(set) var options = LibSQLTestServer.Options()
    private(set) var faults: [FaultArgument] = []
    private(set) var wantsHelp = false
    private(set) var wantsLog = false
    private var isInBackground = false

    init(_ arguments: [String]) throws(Failure) {
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            switch flag {
            case "--help", "-h": wantsHelp = true
            case "--log": wantsLog = true
            case "--background": isInBackground = true
            default:
                guard let value = rest.popFirst() else { throw Failure(message: "\(flag) needs a value") }
                try set(flag, to: value)
            }
        }
    }

    private mutating func set(_ flag: String, to value: String) throws(Failure) {
        switch flag {
        case "--port": options.port = try Self.value(UInt16(value), flag, value)
        case "--dialect": options.dialect = try Self.value(Dialect(rawValue: value), flag, value)
        case "--database": options.databasePath = value
        case "--token": try addToken(value)
        case "--latency": options.latency = .milliseconds(try Self.value(Int(value), flag, value))
        case "--namespace": options.namespaces = (options.namespaces ?? []).union([value])
        case "--idle-limit": options.idleLimit = .seconds(try Self.value(Double(value), flag, value))
        case "--transaction-limit": options.transactionLimit = .seconds(try Self.value(Double(value), flag, value))
        case "--fault": faults.append(try Self.value(FaultArgument(value), flag, value))
        case "--foreign-keys":
            guard ["on", "off", "ignored"].contains(value) else {
                throw Failure(message: "\(flag) can't be '\(value)'")
            }
            options.foreignKeysByDefault = value != "off"
            options.honoursForeignKeysPragma = value != "ignored"
        default: throw Failure(message: "unknown flag \(flag)")
        }
    }

    private static func value<Value>(_ value: Value?, _ flag: String, _ text: String) throws(Failure) -> Value {
        guard let value else { throw Failure(message: "\(flag) can't be '\(text)'") }
        return value
    }

    private mutating func addToken(_ text: String) throws(Failure) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let token = parts.first else { throw Failure(message: "--token can't be empty") }
        let rights = parts.count > 1 ? parts[1] : "full"
        options.tokens[token] = try Self.value(LibSQLTestServer.Options.Rights(rawValue: rights), "--token", rights)
    }

    /// Ends the server at a signal, or with the standard input.
    func watchForEnd(_ end: OnceFlag) {
        for number in [SIGTERM, SIGINT] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { end.set() }
            source.resume()
            end.keep(source)
        }
        guard !isInBackground else { return }
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while read(0, &byte, 1) > 0 {}
            end.set()
        }
    }
}

/// Calls a closure the first time it is set.
final class OnceFlag: @unchecked Sendable {
    private let lock = NSLock()
    private var action: (() -> Void)?
    private var sources: [any DispatchSourceSignal] = []

    init(_ action: @escaping () -> Void) {
        self.action = action
    }

    func set() {
        let action = lock.withLock {
            defer { self.action = nil }
            return self.action
        }
        action?()
    }

    func keep(_ source: any DispatchSourceSignal) {
        lock.withLock { sources.append(source) }
    }
}
