import Foundation
import MigrationCore
import Testing

/// One pair of schemas of `Fixtures/schema/cases.jsonl`.
struct SchemaCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Check: Decodable, Sendable {
        let sql: String
        let rows: [[CaseValue]]
    }

    struct Hints: Decodable, Sendable {
        let rename_tables: [String: String]?
        /// By the new name of the table: old to new.
        let rename_columns: [String: [String: String]]?
        let backfill: [String: [String: String]]?
    }

    let id: String
    let before: String
    let data: String?
    let after: String
    let hints: Hints?
    let tags: [String]
    let expect: String
    let refuse_kind: String?
    let also_ok: [String]?
    let must_not_sql: [String]?
    let no_diff: Bool?
    let downgrade: String?
    let checks: [Check]?
    let checks_after_downgrade: [Check]?

    var testDescription: String { id }

    static let all = read("cases")
    /// Cases of the project's own, in the same form.
    static let own = read("own")

    /// Whether a line is a case.
    static func parses(_ line: String) -> Bool {
        (try? JSONDecoder().decode(SchemaCase.self, from: Data(line.utf8))) != nil
    }

    private static func read(_ name: String) -> [SchemaCase] {
        guard let url = Bundle.module.url(forResource: "Fixtures/schema/\(name)", withExtension: "jsonl"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(SchemaCase.self, from: Data($0))
        }
    }
}

/// A value of a case's expected rows; numbers compare as JSON values, 1 as 1.0.
enum CaseValue: Decodable, Hashable, Sendable {
    case null
    case number(Double)
    case integer(Int64)
    case text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    init(_ value: SQLValue) {
        switch value {
        case .null: self = .null
        case .integer(let value): self = .integer(value)
        case .real(let value):
            if let whole = Int64(exactly: value) { self = .integer(whole) } else { self = .number(value) }
        case .text(let value): self = .text(value)
        case .blob(let value): self = .text("blob \(value)")
        }
    }
}
