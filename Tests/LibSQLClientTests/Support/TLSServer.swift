import Foundation

/// A TLS server in Python, with a certificate for 127.0.0.1 from an authority of its own, made by openssl.
final class TLSServer {
    struct ToolError: Error {
        let tool: String
    }

    let port: Int
    /// The certificate of its authority.
    let authority: String
    /// The certificate of an authority that has signed nothing.
    let otherAuthority: String
    private let process: Process
    private let folder: URL

    /// Whether this machine has what is needed.
    static let isPossible = ["openssl", "python3"].allSatisfy { path(of: $0) != nil }

    private static let script = """
        import http.server, ssl, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("server.pem", "server.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """

    init(name: String = "IP:127.0.0.1") throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for authority in ["ca", "other"] {
            try Self.openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=\(authority) -keyout \(authority).key -out \(authority).pem",
                in: folder
            )
        }
        try Self.openssl("req -newkey rsa:2048 -nodes -subj /CN=server -keyout server.key -out server.csr", in: folder)
        try Data("subjectAltName=\(name)\n".utf8).write(to: folder.appending(path: "names"))
        try Self.openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
            in: folder
        )
        authority = folder.appending(path: "ca.pem").path
        otherAuthority = folder.appending(path: "other.pem").path
        process = Process()
        let output = Pipe()
        process.executableURL = Self.path(of: "python3")
        process.arguments = ["-c", Self.script]
        process.currentDirectoryURL = folder
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw ToolError(tool: "python3")
        }
        self.port = port
    }

    func stop() {
        // It may have inherited a mask without SIGTERM from a thread of the pool.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func path(of tool: String) -> URL? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").lazy
            .map { URL(filePath: String($0)).appending(path: tool) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    private static func openssl(_ arguments: String, in folder: URL) throws {
        let process = Process()
        process.executableURL = path(of: "openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ToolError(tool: "openssl") }
    }
}
