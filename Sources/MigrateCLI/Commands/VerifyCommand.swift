import ArgumentParser
import MigrationCore

struct VerifyCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Runs all revisions up, down and up again on a scratch database.",
        discussion: """
            After each downgrade the schema must be the one before the upgrade, and after the second upgrade the one after \
            the first. No database of an environment is opened.

            Example:
              migrate verify
            """
    )

    @Option(help: ArgumentHelp("How long a Swift revision may run (default: 600).", valueName: "seconds"))
    var scriptTimeout: Seconds?

    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let graph = try project.load().graph
        let path = try graph.upgradePath(to: .heads, from: [])
        let verification = try SignalHandling.interrupting { interruption throws(MigrationError) in
            try RevisionVerification.run(
                path,
                versionTable: try project.versionTable(),
                scripts: try project.scripts(timeout: scriptTimeout),
                interruption: interruption
            )
        }
        for revision in verification.irreversible {
            console.warn(
                "\(revision.source.file): revision \(revision.id) has no \(revision.nameOfDowngrade); "
                    + "what lies before it was not taken back"
            )
        }
        let members: [(String, JSONValue)] = [
            ("revisions", .integer(Int64(path.count))),
            ("irreversible", JSONValue(verification.irreversible.map(\.id.rawValue))),
            ("differences", .array(verification.differences.map(JSONValue.init))),
        ]
        guard let first = verification.differences.first else {
            let count = "\(path.count) \(path.count == 1 ? "revision" : "revisions")"
            console.print(["\(count): up, down and up again, with the same schema at every step"])
            console.json(.object(members.map { JSONValue.Member(name: $0.0, value: $0.1) }))
            return
        }
        console.print(verification.differences.flatMap(\.lines))
        throw Finding(
            error: MigrationError(
                .schema,
                "\(first.revision.source.file): \(first.summary)"
                    + (verification.differences.count > 1 ? " (and \(verification.differences.count - 1) more)" : ""),
                remedy:
                    "Mend the \(first.revision.nameOfDowngrade) of the revision, so that it undoes its \(first.revision.nameOfUpgrade)."
            ),
            members: members
        )
    }
}

extension JSONValue {
    fileprivate init(_ difference: RevisionVerification.Difference) {
        self = [
            "revision": .string(difference.revision.id.rawValue), "direction": .string(difference.direction.rawValue),
            "left": JSONValue(difference.left),
        ]
    }
}
