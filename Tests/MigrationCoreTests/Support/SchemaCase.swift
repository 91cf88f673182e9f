import Foundation
import Testing

/// One pair of schemas of `Fixtures/schema/cases.jsonl`.
struct SchemaCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Check: Decodable, Sendable {
        let sql: String
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
    let expect: String
    let refuse_kind: String?
    let also_ok: [String]?
    let must_not_sql: [String]?
    let no_diff: Bool?
    let downgrade: String?

    var testDescription: String { id }

    static let all: [SchemaCase] = {
        guard let url = Bundle.module.url(forResource: "Fixtures/schema/cases", withExtension: "jsonl"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(SchemaCase.self, from: Data($0))
        }
    }()
}
