import ArgumentParser
import MigrationCore

struct CheckCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Fails where the declared schema and the revisions differ, or there is more than one head.",
        discussion: """
            The revisions are replayed on a scratch database; with --from-database the environment's database is compared \
            instead. Made for CI: nothing is written, and the exit code is 1 where `revision --autogenerate` would \
            write something.

            Examples:
              migrate check
              migrate check --from-database --env staging
            """
    )

    @Flag(help: "Compares with the environment's database instead of the replayed revisions.")
    var fromDatabase = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let graph = try project.load().graph
        let head = try project.singleHead(graph)
        let diff = try diff(project, graph, at: head)
        guard !diff.isEmpty else {
            console.print(["No new upgrade operations detected."])
            console.json(["changes": [], "heads": JSONValue(head.map(\.rawValue))])
            return
        }
        let changes = diff.log.map { String($0.dropFirst("Detected ".count)) }
        console.print(diff.log)
        let base = fromDatabase ? "the database" : "the revisions"
        let remedy =
            fromDatabase
            ? "Run `migrate upgrade` where revisions are pending; `migrate diff --from database --sql` shows the rest."
            : "Write the revision with `migrate revision --autogenerate -m \"…\"`; `migrate diff --sql` shows it."
        throw Finding(
            error: MigrationError(
                .schema,
                "the declared schema differs from \(base) (\(changes.count) \(changes.count == 1 ? "change" : "changes"))",
                remedy: remedy
            ),
            members: [("changes", JSONValue(changes: changes)), ("heads", JSONValue(head.map(\.rawValue)))]
        )
    }

    private func diff(_ project: Project, _ graph: RevisionGraph, at head: [RevisionID]) throws -> SchemaDiff {
        guard fromDatabase else {
            let (actual, declared) = try project.schemas(graph, at: head)
            return try Autogenerator.diff(from: actual, to: declared)
        }
        let declared = try project.declaredSchema().schema
        let actual = try project.liveSchema(try project.database(database).location, database)
        return try Autogenerator.diff(from: actual, to: declared)
    }
}
