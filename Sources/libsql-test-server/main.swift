import Foundation
import LibSQLTestServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

let usage = """
    usage: libsql-test-server [--port N] [--dialect sqld|cloud] [--database FILE] [--token TOKEN[=full|readOnly|expired]]…
                              [--latency MILLISECONDS] [--namespace NAME]… [--foreign-keys on|off|ignored]
                              [--idle-limit SECONDS] [--transaction-limit SECONDS] [--fault FAULT@N]…
                              [--background] [--log]

    A double of a libSQL server on 127.0.0.1. It prints its URL, and serves until its standard input ends or it is
    terminated; with --background, until it is terminated. Port 0, the default, is any that is free; without a file the
    database is a temporary one. With --log it prints the requests it had, at the end.

    --fault lets request N go wrong, or N-M, or N- and all behind it, counted from 1 over those that carry SQL:
    answerDropped, droppedBeforeExecution, resetBeforeExecution, resetAfterExecution, truncatedBody, cutJSON, notJSON,
    streamExpired, restarted, status=CODE, and slow, held and refusedAfterwards with =MILLISECONDS.
    """

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("libsql-test-server: \(message)\n\n\(usage)\n".utf8))
    exit(64)
}

let arguments: ServerArguments
do {
    arguments = try ServerArguments(Array(CommandLine.arguments.dropFirst()))
} catch {
    fail(error.message)
}
if arguments.wantsHelp {
    print(usage)
    exit(0)
}

let server: LibSQLTestServer
do {
    server = try await LibSQLTestServer.start(arguments.options)
} catch {
    FileHandle.standardError.write(Data("libsql-test-server: \(error)\n".utf8))
    exit(1)
}
for fault in arguments.faults { fault.inject(into: server) }
print(server.url)
fflush(nil)

signal(SIGPIPE, SIG_IGN)
signal(SIGTERM, SIG_IGN)
signal(SIGINT, SIG_IGN)
await withCheckedContinuation { continuation in
    let end = OnceFlag { continuation.resume() }
    arguments.watchForEnd(end)
}
await server.stop()
if arguments.wantsLog {
    for request in server.allRequests { print(request.line, request.kinds.joined(separator: ",")) }
}
