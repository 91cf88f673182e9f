/// What a revision's code has written so far without asking anything of the database: sent in one request with its rows.
struct ScriptCollection {
    private(set) var statements: [SQLStatement] = []
    private var bytes = 0

    /// More than this is carried out piece by piece, for servers and proxies have limits of their own.
    private static let maximumBytes = 512 * 1024
    private static let maximumCount = 1_000

    /// Takes statements along.
    ///
    /// - Parameter new: what comes next.
    /// - Returns: `false` where it would become too much; nothing was taken then.
    mutating func add(_ new: [SQLStatement]) -> Bool {
        let size = new.reduce(0) { $0 + $1.text.utf8.count + $1.arguments.reduce(0) { $0 + $1.size } }
        guard statements.count + new.count <= ScriptCollection.maximumCount,
            bytes + size <= ScriptCollection.maximumBytes
        else { return false }
        statements += new
        bytes += size
        return true
    }
}

extension SQLValue {
    /// About how many bytes the value takes.
    fileprivate var size: Int {
        switch self {
        case .null, .integer, .real: 8
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count * 4 / 3
        }
    }
}
