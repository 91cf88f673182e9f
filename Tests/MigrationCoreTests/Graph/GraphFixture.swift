import Foundation
import MigrationCore
import Testing

/// A graph that Alembic was run on.
struct GraphFixture: Decodable {
    struct Entry: Decodable {
        let id: String
        let down: [String]
        let depends_on: [String]
        let labels: [String]
        let file: String
    }

    let id: String
    let flaw: String?
    let revisions: [Entry]

    /// The revisions in load order; each one's message is its id, as in Alembic's run.
    var loaded: [Revision] {
        revisions.map { entry in
            Revision(
                id: RevisionID(entry.id),
                parents: entry.down.map { RevisionID($0) },
                dependencies: entry.depends_on,
                labels: entry.labels,
                message: entry.id,
                source: SourceLocation(file: entry.file, line: 1)
            )
        }
    }
}

/// What one of Alembic's commands did on a graph.
struct GraphCase: Decodable, CustomStringConvertible {
    struct Outcome: Decodable {
        let ok: Bool
        let error_kind: String?
        let executed: [[String]]?
        let versions_after: [String]?
        let version_ops: [[String]]?
        let revs: [String]?
        let lines: [String]?
        let branches: [String: [String]]?
    }

    /// One argument or several.
    enum Target: Decodable {
        case one(String)
        case several([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .one(text)
            } else {
                self = .several(try container.decode([String].self))
            }
        }

        var texts: [String] {
            switch self {
            case .one(let text): [text]
            case .several(let texts): texts
            }
        }
    }

    let id: String
    let graph: String
    let command: String
    let start: [String]?
    let target: Target?
    let purge: Bool?
    let compare: String
    let alternatives: [Outcome]?
    let result: Outcome

    var description: String { "\(id): \(command) \(target?.texts ?? []) from \(start ?? [])" }
    var text: String { target?.texts.first ?? "" }
    var rows: [RevisionID] { (start ?? []).map { RevisionID($0) } }
    var outcomes: [Outcome] { [result] + (alternatives ?? []) }
}

/// All graphs and cases.
struct GraphFixtures {
    let graphs: [String: GraphFixture]
    let cases: [GraphCase]

    static let all = Result { try GraphFixtures() }

    private init() throws {
        graphs = Dictionary(
            try Self.lines(GraphFixture.self, "visible_graphs").map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        cases = try Self.lines(GraphCase.self, "visible")
    }

    private static func lines<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> [Value] {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "jsonl", subdirectory: "Fixtures/graph")
        )
        let decoder = JSONDecoder()
        return try Data(contentsOf: url).split(separator: 0x0A).map { try decoder.decode(type, from: Data($0)) }
    }
}
