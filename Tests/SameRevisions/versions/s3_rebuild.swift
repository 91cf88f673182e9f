// revision: s3
// down_revision: s2
// message: Rebuild a table to which others refer
import MigrationCore

struct RebuildsParent: Migration {
    func upgrade(_ op: Operations) throws {
        try op.alterColumn("score", of: "prompts", type: .integer, nullable: false, default: 0, backfill: "-1 + 1")
        try op.alterColumn("tags", of: "prompts", dropDefault: true)
        try op.addColumn(
            "slug",
            .text,
            to: "prompts",
            nullable: false,
            backfill: "'prompt-' || id",
            check: "slug <> ''"
        )
        try op.addCheck("score >= 0", to: "prompts", name: "not_negative")
    }

    func downgrade(_ op: Operations) throws {
        try op.dropConstraint("not_negative", from: "prompts")
        try op.dropColumn("slug", from: "prompts")
        try op.alterColumn("tags", of: "prompts", default: "draft")
        try op.alterColumn("score", of: "prompts", type: .real, nullable: true, dropDefault: true)
    }
}
