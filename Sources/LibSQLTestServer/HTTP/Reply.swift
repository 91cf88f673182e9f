/// An HTTP answer, before a fault may change it.
struct Reply: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    init(_ status: Int, type: String, body: [UInt8]) {
        self.status = status
        headers = ["Content-Type": type]
        self.body = body
    }

    static func text(_ status: Int, _ text: String) -> Reply {
        Reply(status, type: "text/plain", body: Array(text.utf8))
    }

    static func html(_ status: Int, _ text: String) -> Reply {
        Reply(status, type: "text/html", body: Array(text.utf8))
    }

    static func json(_ status: Int, _ members: KeyValuePairs<String, JSON>) -> Reply {
        Reply(status, type: "application/json", body: JSON.members(members).bytes)
    }

    static func error(_ status: Int, _ message: String) -> Reply {
        .json(status, ["error": .string(message)])
    }
}
