// revision: s6
// down_revision: s5
// message: Loose ends
import MigrationCore

struct TiesLooseEnds: Migration {
    func upgrade(_ op: Operations) throws {
        try op.dropView("longest")
        try op.dropTrigger("note_title")
        try op.dropForeignKey(["prompt"], from: "evaluations")
        try op.dropUnique(["prompt", "engine"], from: "evaluations")
        try op.alterColumn("seen", of: "evaluations", type: .boolean)
        try op.execute("INSERT INTO evaluations (prompt, at) VALUES (?, ?)", [404, "2026-02-01"])
        guard let bad = try op.queryOne("SELECT id FROM prompts WHERE slug = ?", ["prompt-2"])?["id"] else { return }
        try op.execute("DELETE FROM prompts WHERE id = ?", [bad])
    }

    func downgrade(_ op: Operations) throws {
        try op.execute("DELETE FROM evaluations WHERE prompt IN (?, ?)", [404, 2])
        try op.alterColumn("seen", of: "evaluations", type: .integer)
        try op.addForeignKey(["prompt"], to: "evaluations", references: .init("prompts", "id", onDelete: .cascade))
        try op.createUnique(["prompt", "engine"], on: "evaluations", name: "one_run")
        try op.createTrigger(
            """
            CREATE TRIGGER note_title AFTER UPDATE OF title ON prompts
            BEGIN
                INSERT INTO changes (prompt, what) VALUES (new.id, old.title || ' > ' || new.title);
            END
            """
        )
        try op.createView(
            "longest",
            as: "SELECT p.title, max(r.length) AS length FROM prompts p JOIN evaluations r ON r.prompt = p.id"
                + " GROUP BY p.id"
        )
    }
}
