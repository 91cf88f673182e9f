// revision: s4
// down_revision: s2
// message: Make labels of tags
import MigrationCore

struct MakesLabelsOfTags: Migration {
    func upgrade(_ op: Operations) throws {
        for row in try op.query("SELECT id, title FROM prompts WHERE title <> trim(title)") {
            let title = trimmed(try row.value(of: "title").text ?? "")
            try op.execute("UPDATE prompts SET title = ? WHERE id = ?", [title, try row.value(of: "id")])
        }
        try op.forEachBatch(of: "prompts", columns: ["id", "tags"], where: "tags IS NOT NULL", size: 2) { rows in
            var labels: [[any SQLValueConvertible]] = []
            for row in rows {
                for (index, name) in words(try row.value(of: "tags").text ?? "").enumerated() {
                    labels.append([try row.value(of: "id"), name, 1 / Double(index + 1)])
                }
            }
            try op.bulkInsert(into: "labels", columns: ["prompt", "name", "weight"], rows: labels)
        }
        try op.execute("UPDATE prompts SET tags = NULL")
    }

    func downgrade(_ op: Operations) throws {
        try op.forEachRow(of: "prompts", columns: ["id"]) { row in
            let id = try row.value(of: "id")
            let labels = try op.query(
                "SELECT name FROM labels WHERE prompt = ? AND name <> ? ORDER BY weight DESC",
                [id, "old"]
            )
            let tags = labels.compactMap { $0["name"]?.text }.joined(separator: ",")
            try op.execute("UPDATE prompts SET tags = ? WHERE id = ?", [tags.isEmpty ? nil : tags, id])
        }
        try op.execute("DELETE FROM labels WHERE name <> ?", ["old"])
    }
}
