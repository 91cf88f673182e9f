import LibSQLTestServer

/// A fault of the command line: `answerDropped@2`, `status=503@3-5`, `notJSON@4-`.
struct FaultArgument {
    let fault: Fault
    let first: Int
    /// `nil` for every request from the first on.
    let count: Int?

    /// Reads a name, a value where the fault needs one, and the requests that it meets; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let fault = Self.fault(parts[0]) else { return nil }
        let bounds = parts[1].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let lower = bounds.first, let first = Int(lower), first > 0 else { return nil }
        switch bounds.count {
        case 1: count = 1
        case _ where bounds[1].isEmpty: count = nil
        default:
            guard let last = Int(bounds[1]), last >= first, last < Int.max else { return nil }
            count = last - first + 1
        }
        self.fault = fault
        self.first = first
    }

    private static func fault(_ text: Substring) -> Fault? {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard let name = parts.first else { return nil }
        guard parts.count > 1 else { return plain[name] }
        switch (name, Int(parts[1])) {
        case ("status", let status?) where (300...599).contains(status): return .status(status, executed: false)
        case ("slow", let milliseconds?) where milliseconds >= 0:
            return .slow(beforeExecution: .milliseconds(milliseconds))
        case ("held", let milliseconds?) where milliseconds >= 0: return .held(for: .milliseconds(milliseconds))
        case ("refusedAfterwards", let milliseconds?) where milliseconds >= 0:
            return .refusedAfterwards(for: .milliseconds(milliseconds))
        default: return nil
        }
    }

    private static let plain: [Substring: Fault] = [
        "droppedBeforeExecution": .droppedBeforeExecution, "answerDropped": .answerDropped,
        "resetBeforeExecution": .resetBeforeExecution, "resetAfterExecution": .resetAfterExecution,
        "truncatedBody": .truncatedBody, "cutJSON": .cutJSON, "notJSON": .notJSON, "streamExpired": .streamExpired,
        "restarted": .restarted,
    ]

    /// Plans it.
    func inject(into server: LibSQLTestServer) {
        if let count { server.inject(fault, at: first, times: count) } else { server.inject(fault, from: first) }
    }
}
