import MigrationSchema
import Testing

@Suite struct BuilderTests {
    private struct Owned: TableMixin {
        let parent: String?

        var body: TableContent {
            if let parent {
                Column("owner", .integer).references(parent)
            } else {
                Column("owner", .integer)
            }
            Index(columns: ["owner"])
        }
    }

    private struct Tagging: SchemaMixin {
        let table: String

        var body: SchemaContent {
            Table("\(table)_tags") { Column("tag", .text) }
        }
    }

    private func statements(_ schema: Schema) -> [String] {
        schema.rendering.statements.map { $0.lines.map { $0.text.drop { $0 == " " } }.joined(separator: " ") }
    }

    @Test func conditionsLoopsAndOptionalsAreUnderstood() {
        let isLarge = [true, false]
        let none: Column? = nil
        let extra: Table? = Table("extra") { Column("a") }
        let schema = Schema {
            for large in isLarge {
                if large {
                    Table("large") {
                        for number in 1...2 { Column("c\(number)") }
                        none
                    }
                }
            }
            extra
            if isLarge.isEmpty { View("v", as: "SELECT 1") } else { View("w", as: "SELECT 2") }
        }
        #expect(
            statements(schema) == [
                "CREATE TABLE large ( c1, c2 );", "CREATE TABLE extra ( a );", "CREATE VIEW w AS SELECT 2;",
            ]
        )
    }

    @Test func mixinsAreWrittenOutWhereTheyStand() {
        let schema = Schema(naming: .standard) {
            Table("notes") {
                Owned(parent: "users")
                Timestamps(updated: "changed_at")
                SoftDelete()
            }
            Tagging(table: "notes")
        }
        #expect(
            statements(schema) == [
                "CREATE TABLE notes ( owner INTEGER CONSTRAINT fk_notes_owner_users REFERENCES users, "
                    + "created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, "
                    + "changed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, deleted_at TEXT );",
                "CREATE INDEX ix_notes_owner ON notes (owner);", "CREATE TABLE notes_tags ( tag TEXT );",
            ]
        )
    }

    @Test func aConventionNamesWhatHasNoName() {
        let schema = Schema(naming: .standard) {
            Table("users") {
                Column("id", .integer).primaryKey()
                Column("email", .text).notNull().unique().check("email <> ''").check("email LIKE '%@%'", name: "own")
                Unique("id", "email")
                Check("id > 0")
                ForeignKey("id", "email", references: "others", "a", "b")
            }
            Index(on: "users", .sql("lower(email)"), "id")
        }
        #expect(
            statements(schema) == [
                "CREATE TABLE users ( id INTEGER CONSTRAINT pk_users PRIMARY KEY, "
                    + "email TEXT NOT NULL CONSTRAINT uq_users_email UNIQUE CONSTRAINT ck_users_1 CHECK (email <> '') "
                    + "CONSTRAINT own CHECK (email LIKE '%@%'), CONSTRAINT uq_users_id_email UNIQUE (id, email), "
                    + "CONSTRAINT ck_users_2 CHECK (id > 0), CONSTRAINT fk_users_id_email_others "
                    + "FOREIGN KEY (id, email) REFERENCES others (a, b) );",
                "CREATE INDEX ix_users_lower_email_id ON users (lower(email), id);",
            ]
        )
    }

    @Test func withoutAConventionNothingIsNamed() {
        let schema = Schema { Table("users") { Column("id", .integer).primaryKey().check("id > 0") } }
        #expect(statements(schema) == ["CREATE TABLE users ( id INTEGER PRIMARY KEY CHECK (id > 0) );"])
    }
}
