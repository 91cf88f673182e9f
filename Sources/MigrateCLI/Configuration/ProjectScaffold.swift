import MigrationCore

/// The files of a new project, as text.
struct ProjectScaffold {
    /// A file that is written where none of its name is.
    struct File: Hashable {
        let path: String
        let text: String
    }

    /// The folder that holds versions/ and the declared schema.
    let directory: String
    /// What the schema is declared in.
    var language = RevisionLanguage.sql

    var files: [File] {
        [
            File(path: ProjectConfiguration.fileName, text: configuration),
            language == .swift
                ? File(path: "\(directory)/schema.swift", text: swiftSchema)
                : File(path: "\(directory)/schema.sql", text: schema),
            File(path: "\(directory)/versions/.gitkeep", text: ""),
            // SQLite creates a file, but no folder for it.
            File(path: "data/.gitkeep", text: ""),
            File(path: ".env.local.example", text: localExample),
            File(path: ".env.staging.example", text: remoteExample("staging", prefix: "TURSO_STAGING")),
            File(path: ".env.production.example", text: remoteExample("production", prefix: "TURSO")),
        ]
    }

    /// The lines that `.gitignore` must have: databases and everything with a secret in it stay out.
    let ignored = [
        ".env", ".env.*", "!.env.*.example", "*.db", "*.db-journal", "*.db-wal", "*.db-shm", "*-migrate.lock",
    ]

    /// Whether a declared schema is still the one that was written here.
    static func isUntouched(_ schema: String) -> Bool {
        let scaffold = ProjectScaffold(directory: "")
        return schema == scaffold.schema || schema == scaffold.swiftSchema
    }

    private var configuration: String {
        """
        # Every key may be left out; docs/configuration.md of migrate has them all.
        directory = "\(directory)"            # holds versions/ and the declared schema
        default_env = "local"

        # ${VAR} comes from the process environment, .env.NAME or .env, in this order.
        [env.local]
        url = "${DATABASE_URL:-sqlite:///./data/app.db}"

        [env.staging]
        url = "${TURSO_STAGING_DATABASE_URL}"
        auth_token = "${TURSO_STAGING_AUTH_TOKEN}"

        [env.production]
        url = "${TURSO_DATABASE_URL}"
        auth_token = "${TURSO_AUTH_TOKEN}"
        protected = true                    # upgrade, downgrade and stamp ask, or need --yes

        """
    }

    private var schema: String {
        """
        -- What the database should look like. `migrate revision --autogenerate -m "…"` compares it with the revisions and
        -- writes what is missing. Any order of statements is fine; views, indexes and triggers belong here too.
        --
        -- CREATE TABLE prompts (
        --     id    VARCHAR(36) PRIMARY KEY,
        --     title VARCHAR(255) NOT NULL
        -- );

        """
    }

    private var swiftSchema: String {
        """
        // What the database should look like. `migrate revision --autogenerate -m "…"` compares it with the revisions and
        // writes what is missing. Any order of items is fine; views, indexes and triggers belong here too.
        import MigrationSchema

        let schema = Schema {
            // Table("prompts") {
            //     Column("id", "VARCHAR(36)").primaryKey()
            //     Column("title", "VARCHAR(255)").notNull()
            // }
        }

        """
    }

    private var localExample: String {
        """
        # Copy to .env.local (chmod 600). Without it the database is data/app.db.
        # DATABASE_URL=sqlite:///./data/app.db

        """
    }

    private func remoteExample(_ environment: String, prefix: String) -> String {
        """
        # Copy to .env.\(environment) (chmod 600), and put the real values in place of the placeholders.
        \(prefix)_DATABASE_URL=libsql://[your-database]-[your-org].turso.io
        \(prefix)_AUTH_TOKEN=<token>

        """
    }
}
