// revision: s5
// down_revision: s3, s4
// message: Other names, and stricter labels
import MigrationCore

struct GivesOtherNames: Migration {
    func upgrade(_ op: Operations) throws {
        try op.renameTable("runs", to: "evaluations")
        try op.renameColumn("model", of: "evaluations", to: "engine")
        try op.dropColumn("tags", from: "prompts")
        try op.addColumn("note", .text, to: "prompts", default: "it's")
        try op.addColumn("seen", .integer, to: "evaluations", nullable: false, default: 0)
        try op.createUnique(["prompt", "weight"], on: "labels", name: "one_weight")
        try op.addCheck("weight > 0", to: "labels")
        try op.createTable("aliases") { table in
            table.column("prompt", .integer)
            table.column("alias", .text)
        }
        try op.forEachRow(of: "prompts", by: "id") { row in
            try op.bulkInsert(into: "aliases", rows: [["prompt": row["id"] ?? .null, "alias": row["title"] ?? .null]])
        }
        try op.addForeignKey(
            ["prompt"],
            to: "aliases",
            references: .init("prompts", "id", onDelete: .setNull, isDeferred: true)
        )
    }

    func downgrade(_ op: Operations) throws {
        try op.dropTable("aliases")
        try op.dropCheck("weight > 0", from: "labels")
        try op.dropUnique(["prompt", "weight"], from: "labels")
        try op.dropColumn("seen", from: "evaluations")
        try op.dropColumn("note", from: "prompts")
        try op.addColumn("tags", .text, to: "prompts")
        try op.renameColumn("engine", of: "evaluations", to: "model")
        try op.renameTable("evaluations", to: "runs")
    }
}
