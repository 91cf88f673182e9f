import ArgumentParser
import MigrationCore

struct DiffCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what differs between two schemas.",
        discussion: """
            A side is `schema` (the declared one), `database` (the environment's), a revision by any target form, a file or \
            folder of SQL, or a SQLite file. By default: from the head of the revisions to the declared schema, which is \
            what `revision --autogenerate` would write.

            Examples:
              migrate diff
              migrate diff --from database --env staging
              migrate diff --from base --to head --sql
              migrate diff --from 3f2a --to other/schema.sql --exit-code
            """
    )

    @Option(help: ArgumentHelp("What there is.", valueName: "side"))
    var from = "head"

    @Option(help: ArgumentHelp("What there should be.", valueName: "side"))
    var to = "schema"

    @Flag(help: "The SQL that leads from one to the other, instead of a summary.")
    var sql = false

    @Flag(help: "Exit 1 where they differ.")
    var exitCode = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let sides = (
            from: SchemaSide(from, workingDirectory: project.workingDirectory),
            to: SchemaSide(to, workingDirectory: project.workingDirectory)
        )
        let diff = try Autogenerator.diff(
            from: sides.from.schema(project, database),
            to: sides.to.schema(project, database)
        )
        let changes = diff.log.map { String($0.dropFirst("Detected ".count)) }
        let script = try sql ? script(diff, versionTable: project.versionTable()) : nil
        for candidate in diff.candidates {
            console.warn("\(candidate.rename.sentence): where that is a rename, declare it with `\(candidate.flag)`")
        }
        if let script { console.print(raw: script) } else { console.print(summary(diff, changes, console.outputStyle)) }
        var members: [(String, JSONValue)] = [
            ("from", .string(from)), ("to", .string(to)), ("changes", JSONValue(changes: changes)),
            ("warnings", .array(diff.warnings.map(JSONValue.init))),
        ]
        if let script { members.append(("sql", .string(script))) }
        guard exitCode, !diff.isEmpty else {
            console.json(.object(members.map { JSONValue.Member(name: $0.0, value: $0.1) }))
            return
        }
        throw Finding(error: MigrationError(.schema, "\(from) and \(to) differ"), members: members)
    }

    /// A script that must not run with foreign keys enforced says so.
    private func script(_ diff: SchemaDiff, versionTable: String) throws(MigrationError) -> String {
        let section = try Autogenerator(versionTable: versionTable).sections(of: diff).up
        guard section.transaction == .atomic(foreignKeys: .off) else { return section.text }
        return "-- migrate:up foreign_keys=off\n"
            + "-- Outside a revision file: PRAGMA foreign_keys=OFF first, then all of it in one transaction.\n"
            + section.text
    }

    private func summary(_ diff: SchemaDiff, _ changes: [String], _ style: Style) -> [String] {
        guard !changes.isEmpty else { return ["\(from) and \(to) do not differ."] }
        let lines = changes.map { change in
            if change.hasPrefix("added ") { return style.green("+ \(change)") }
            if change.hasPrefix("removed ") { return style.red("- \(change)") }
            return style.yellow("~ \(change)")
        }
        return lines + diff.warnings.map { style.yellow("! \($0)") }
    }
}
