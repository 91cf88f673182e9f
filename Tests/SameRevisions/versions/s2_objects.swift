// revision: s2
// down_revision: s1
// message: An index, a view and a trigger
import MigrationCore

struct MakesObjects: Migration {
    func upgrade(_ op: Operations) throws {
        try op.createTable("changes") { table in
            table.primaryKey("id")
            table.column("prompt", .integer)
            table.column("what", .text)
        }
        try op.createIndex(
            "by_title",
            on: "prompts",
            .column("title", collate: "BINARY", descending: true),
            .expression("abs(score)"),
            where: "score > 1"
        )
        try op.createIndex("one_time", on: "runs", "prompt", "at", unique: true)
        try op.createView(
            "longest",
            as: "SELECT p.title, max(r.length) AS length FROM prompts p JOIN runs r ON r.prompt = p.id GROUP BY p.id"
        )
        try op.createTrigger(
            """
            CREATE TRIGGER note_title AFTER UPDATE OF title ON prompts
            BEGIN
                INSERT INTO changes (prompt, what) VALUES (new.id, old.title || ' > ' || new.title);
            END
            """
        )
    }

    func downgrade(_ op: Operations) throws {
        try op.dropTrigger("note_title")
        try op.dropView("longest")
        try op.dropIndex("one_time")
        try op.dropIndex("by_title")
        try op.dropTable("changes")
    }
}
