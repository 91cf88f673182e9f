extension RequestRecord {
    /// Reads what can be read of a request; a body of another shape leaves the lists empty.
    init(_ request: IncomingRequest, number: Int, isReplay: Bool = false) {
        self.number = number
        self.isReplay = isReplay
        line = request.line
        headers = request.headers
        bytes = request.body.count
        let json = (try? JSONParser.parse(request.body)) ?? .null
        if case .string? = json["baton"] { hadBaton = true } else { hadBaton = false }
        var requests: [JSON] = [json]
        if case .array(let listed)? = json["requests"] { requests = listed }
        kinds = requests.compactMap { if case .string(let kind, _)? = $0["type"] { kind } else { nil } }
        statements = requests.flatMap(Self.texts)
    }

    private static func texts(of request: JSON) -> [String] {
        if case .string(let sql, _)? = request["sql"] { return [sql] }
        if let statement = request["stmt"] { return texts(of: statement) }
        guard case .array(let steps)? = request["batch"]?["steps"] else { return [] }
        return steps.flatMap { $0["stmt"].map(texts) ?? [] }
    }
}
