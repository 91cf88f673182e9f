import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The built server as a process of its own, on a port that is free.
final class Server {
    struct Answer {
        let status: Int
        let body: Data

        func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }
    }

    let port: Int
    let process = Process()
    private let output: URL

    /// Starts it; it has not answered yet.
    init(in folder: URL, _ environment: [String: String]) throws {
        port = Server.freePort()
        output = folder.appending(path: "server-\(port).log")
        try Data().write(to: output)
        process.executableURL = Server.program("PromptBackend")
        process.currentDirectoryURL = folder
        process.environment = ["PORT": "\(port)", "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: output)
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// A program of this package, next to the bundle of the tests.
    static func program(_ name: String) -> URL {
        let bundle = Bundle(for: Server.self).bundleURL
        let folder = bundle.pathExtension == "xctest" ? bundle.deletingLastPathComponent() : bundle
        return folder.appending(path: name)
    }

    var log: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    /// Asks until there is an answer; `nil` where the process has ended without one.
    func health() async throws -> Answer? {
        while true {
            if let answer = try? await send("GET", "/health") { return answer }
            guard process.isRunning else { return nil }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func send(_ method: String, _ path: String, _ body: String? = nil) async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        let (data, response) = try await URLSession.shared.data(for: request)
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: data)
    }

    private static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(descriptor, pointer, length)
                _ = getsockname(descriptor, pointer, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// A folder that goes with the test.
final class ScratchFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "prompt-backend-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
