import ArgumentParser
import MigrationCore

struct SchemaCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints a schema as SQL, or Swift, that makes it anew.",
        discussion: """
            A side is `schema` (the declared one, the default), `database` (the environment's), a revision by any target \
            form, a file or folder of SQL, or a SQLite file. Run on an empty database, what is printed gives exactly that \
            schema back; rows and counters are no part of it. Nothing is written. In Swift it is a schema.swift.

            Examples:
              migrate schema
              migrate schema database --env production > production.sql
              migrate schema head
              migrate schema 3f2a | sqlite3 -bail empty.db
              migrate schema --language swift > migrations/schema.swift
            """
    )

    @Argument(help: ArgumentHelp("Which schema: schema, database, a revision, a file.", valueName: "side"))
    var side = "schema"

    @Option(help: ArgumentHelp("What it is printed in: sql or swift.", valueName: "sql|swift"))
    var language: RevisionLanguage = .sql

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let schema = try SchemaSide(side, workingDirectory: project.workingDirectory).schema(project, database)
        let statements = schema.declaration
        if let difference = try difference(schema, statements, versionTable: project.versionTable()) {
            console.warn("on an empty database of this SQLite, the statements do not give that schema: \(difference)")
        }
        let text = language == .swift ? schema.swiftDeclaration : statements
        console.print(raw: text)
        console.json(["side": .string(side), "language": .string(language.rawValue), "schema": .string(text)])
    }

    /// Runs the text on a scratch database, and tells what is not as it should be.
    ///
    /// A server knows functions that SQLite does not, and a file may have been altered behind SQLite's back.
    private func difference(_ schema: Schema, _ text: String, versionTable: String) throws(MigrationError)
        -> String?
    {
        let made: Schema
        let statements: [SQLStatement]
        do throws(SQLSyntaxError) {
            statements = try StatementSplitter.statements(in: text).map { SQLStatement($0.text) }
        } catch {
            return error.message
        }
        do throws(DatabaseError) {
            let scratch = try ScratchDatabase()
            try scratch.run(statements)
            made = try scratch.schema(versionTable: versionTable)
        } catch {
            return error.message
        }
        return try Autogenerator.diff(from: schema, to: made).log.first
    }
}
