// revision: s1
// down_revision: none
// message: Tables
import MigrationCore

struct MakesTables: Migration {
    func upgrade(_ op: Operations) throws {
        try op.createTable("prompts") { table in
            table.primaryKey("id", autoincrement: true)
            table.column("title", .text, nullable: false, collate: "NOCASE")
            table.column("tags", .text, default: "draft")
            table.column("score", .real)
            table.column("parent", .integer, references: .init("prompts", "id", onDelete: .setNull))
        }
        try op.createTable("runs") { table in
            table.primaryKey("id")
            table.column("prompt", .integer, nullable: false, references: .init("prompts", "id", onDelete: .cascade))
            table.column("model", "VARCHAR(40)", nullable: false, default: "small", check: "model <> ''")
            table.column("at", .dateTime, default: .sql("CURRENT_TIMESTAMP"))
            table.column("length", .integer, generated: .virtual("length(model)"))
            table.unique("prompt", "model", name: "one_run")
        }
        try op.createTable("labels", strict: true, withoutRowID: true) { table in
            table.column("prompt", .integer, nullable: false)
            table.column("name", .text, nullable: false)
            table.column("weight", .real, nullable: false, default: 1.5)
            table.primaryKey(columns: ["prompt", "name"])
            table.foreignKey(
                "prompt",
                references: .init("prompts", "id", onDelete: .cascade, onUpdate: .cascade),
                name: "of_prompt"
            )
        }
        try fill(op)
    }

    private func fill(_ op: Operations) throws {
        let none: Int? = nil
        let prompts: [[any SQLValueConvertible]] = [
            [1, " It's ", "warm,short", 2.0, none], [2, "Böse", "warm", none, 1], [5, "Gone", none, 7.5, 2],
            [9, "Last", "", 0.5, none],
        ]
        try op.bulkInsert(into: "prompts", columns: ["id", "title", "tags", "score", "parent"], rows: prompts)
        let runs = [(1, "small", "2026-01-01"), (1, "large", "2026-01-02"), (2, "small", nil as String?)]
        try op.bulkInsert(into: "runs", rows: runs.map { ["prompt": $0.0, "model": $0.1, "at": $0.2] })
        try op.execute("INSERT INTO labels (prompt, name) VALUES (?, ?)", [2, "old"])
        guard try op.executeCounting("DELETE FROM prompts WHERE id = ?", [9]) == 1 else {
            throw IrreversibleMigration()
        }
    }

    func downgrade(_ op: Operations) throws {
        try op.dropTable("labels")
        try op.dropTable("runs")
        try op.dropTable("prompts")
    }
}
