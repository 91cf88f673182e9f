/// The comments at the head of a revision file: who it is, and what it stands on.
struct RevisionHeader {
    /// A key of the header; `rawValue` is its spelling.
    enum Key: String, CaseIterable {
        case revision
        case downRevision = "down_revision"
        case dependsOn = "depends_on"
        case branchLabels = "branch_labels"
        case message
        case created

        static let names = allCases.map(\.rawValue)

        /// The position among the keys.
        var index: Int {
            switch self {
            case .revision: 0
            case .downRevision: 1
            case .dependsOn: 2
            case .branchLabels: 3
            case .message: 4
            case .created: 5
            }
        }

        /// The key of some bytes; lengths tell most of them apart before a text is made.
        init?(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
            switch range.count {
            case 7, 8, 10, 13: self.init(rawValue: bytes.text(range))
            default: return nil
            }
        }
    }

    var revision = ""
    var parents: [RevisionID] = []
    var dependencies: [String] = []
    var labels: [String] = []
    var message = ""
    var created: String?
    /// The line of each key, 0 where it is missing.
    var lines = SIMD8<Int>(repeating: 0)
    /// Whether the file says that it is no revision: `migrate:support`.
    var isSupport = false
    /// Where the first line behind the header starts.
    var end = 0

    func line(of key: Key) -> Int? {
        lines[key.index] == 0 ? nil : lines[key.index]
    }

    var isEmpty: Bool { lines == SIMD8(repeating: 0) }
}
