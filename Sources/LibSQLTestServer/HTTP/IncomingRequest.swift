/// An HTTP request, as far as the server looks at it.
struct IncomingRequest: Sendable {
    let method: String
    let path: String
    /// By their names in small letters.
    let headers: [String: String]
    let body: [UInt8]

    var line: String { "\(method) \(path)" }
}

/// What a path stands for.
enum Endpoint: Hashable, Sendable {
    case pipeline(ProtocolVersion)
    case cursor
    case execute
    case batch
    case information(String)

    /// Whether it carries SQL.
    var carriesSQL: Bool {
        if case .information = self { false } else { true }
    }
}

extension IncomingRequest {
    /// The part of a path that names a namespace, as in `/dev/orders/v3/pipeline`.
    private var developmentPath: (namespace: String, rest: String)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 3, parts[1] == "dev" else { return nil }
        return (String(parts[2]), "/" + parts[3...].joined(separator: "/"))
    }

    func endpoint(_ options: LibSQLTestServer.Options) -> Endpoint? {
        let path = options.dialect == .sqld ? developmentPath?.rest ?? self.path : self.path
        switch (method, path) {
        case ("POST", "/v3/pipeline") where options.servesVersion3: return .pipeline(.v3)
        case ("POST", "/v2/pipeline"): return .pipeline(.v2)
        case ("POST", "/v3/cursor") where options.servesVersion3: return .cursor
        case ("POST", "/v1/execute") where options.dialect == .sqld: return .execute
        case ("POST", "/v1/batch") where options.dialect == .sqld: return .batch
        case ("GET", "/v2") where options.dialect == .sqld,
            ("GET", "/v3") where options.dialect == .sqld && options.servesVersion3:
            return .information("Hello, this is HTTP API v2 (Hrana over HTTP)")
        case ("GET", "/health"): return .information("")
        case ("GET", "/version"): return .information("libsql-test-server")
        default: return nil
        }
    }

    /// The database that is meant: by path, header or the host's first label.
    func databaseName(_ options: LibSQLTestServer.Options) -> String {
        guard options.namespaces != nil else { return LibSQLTestServer.defaultNamespace }
        if options.dialect == .sqld, let developmentPath { return developmentPath.namespace }
        if let namespace = headers["x-namespace"] { return namespace }
        let labels = (headers["host"] ?? "").prefix { $0 != ":" }.split(separator: ".")
        let isAddress = labels.allSatisfy { $0.allSatisfy(\.isNumber) }
        guard labels.count > 1, !isAddress, let first = labels.first else { return LibSQLTestServer.defaultNamespace }
        return String(first)
    }
}
