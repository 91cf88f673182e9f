// revision: 5d20c3e8f4a1
// down_revision: c9ebfc699e68
// message: List the variables of every prompt
// created: 2026-11-24T09:15:42Z
import MigrationCore

/// Prompts name their variables in `variables` and use them as `{{name}}`; the older ones only do the latter.
struct ListVariables: Migration {
    func upgrade(_ op: Operations) throws {
        try op.forEachRow(of: "prompts", columns: Self.columns, where: "variables = '[]'", by: "id") { row in
            let found = Self.json(try Self.variables(in: row))
            if found != "[]" { try set(found, row, op) }
        }
    }

    /// Takes back what can be found again, and leaves lists that somebody has written.
    func downgrade(_ op: Operations) throws {
        try op.forEachRow(of: "prompts", columns: Self.columns, where: "variables <> '[]'", by: "id") { row in
            if try row.value(of: "variables").text == Self.json(try Self.variables(in: row)) { try set("[]", row, op) }
        }
    }

    private static let columns = ["id", "content", "variables", "updated_at"]

    private func set(_ variables: String, _ row: SQLRow, _ op: Operations) throws {
        let id = try row.value(of: "id")
        try op.execute("UPDATE prompts SET variables = ? WHERE id = ?", [variables, id])
        // The trigger has just written the present time, but nobody has edited the prompt.
        try op.execute("UPDATE prompts SET updated_at = ? WHERE id = ?", [try row.value(of: "updated_at"), id])
    }

    /// The names between `{{` and `}}`, each once, in the order of their first use.
    private static func variables(in row: SQLRow) throws -> [String] {
        var names: [String] = []
        var rest = (try row.value(of: "content").text ?? "")[...]
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            let name = rest.drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let isClosed = rest[name.endIndex...].drop { $0 == " " }.hasPrefix("}}")
            if isClosed, !name.isEmpty, !names.contains(String(name)) { names.append(String(name)) }
        }
        return names
    }

    /// Names hold nothing that JSON would have to escape.
    private static func json(_ names: [String]) -> String {
        "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
