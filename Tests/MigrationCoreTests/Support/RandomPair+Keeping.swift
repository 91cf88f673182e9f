import Foundation
import MigrationCore

extension RandomPair {
    /// The pair as a line of `Fixtures/schema/own.jsonl`, so that what failed once is tried in every later run.
    ///
    /// Hints in comments are part of the texts; what has to be in the rows afterwards is added by hand, as `checks`.
    func caseLine(_ id: String) -> String {
        var tables: [String: String] = [:]
        var columns: [String: [String: String]] = [:]
        for rename in options.renames {
            switch rename {
            case .table(let old, let new): tables[old] = new
            case .column(let table, let old, let new): columns[table, default: [:]][old] = new
            }
        }
        let fields: [String: Any] = [
            "id": id, "tags": options.treatsRestAsDropAndAdd ? ["ambiguous"] : [], "before": before.text,
            "data": rows.map { $0 + ";" }.joined(separator: "\n"), "after": after.text, "expect": "ok",
            "also_ok": ["warn", "refuse"], "downgrade": "may-refuse",
            "hints": ["rename_tables": tables, "rename_columns": columns],
        ]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let data = try? JSONSerialization.data(withJSONObject: fields, options: options)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// Adds the line to the file that `MIGRATE_FUZZ_KEEP` names, as `make fuzz` does.
    func keep(_ id: String) throws {
        guard let path = ProcessInfo.processInfo.environment["MIGRATE_FUZZ_KEEP"] else { return }
        let known = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
        try (known + Data("\(caseLine(id))\n".utf8)).write(to: URL(filePath: path))
    }
}
