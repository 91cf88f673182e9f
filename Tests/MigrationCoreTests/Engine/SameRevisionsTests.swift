import LibSQLTestServer
import MigrationCore
import SameRevisions
import Testing

/// The same revisions as SQL, as Swift that is compiled beside the tool and as Swift that the plugin has linked, on every
/// driver: the same schema, the same rows, the same history, at every place of the way up, down and up again.
@Suite(.timeLimit(.minutes(5))) struct SameRevisionsTests {
    private enum Place: Sendable {
        case up(RevisionTarget)
        case down(RevisionTarget)
    }

    private static let way: [Place] = [
        .up("s1"), .up("s2"), .up("s3"), .up("s4"), .up("s5"), .up("s6"), .down("s5"), .down("s3"), .down("s2"),
        .down("s1"), .down("base"), .up("head"),
    ]

    struct Case: CustomTestStringConvertible, Sendable {
        let form: RevisionForm
        let driver: ScriptBench.Driver

        var testDescription: String { "\(form), \(driver)" }

        static let all = RevisionForm.allCases.flatMap { form in
            ScriptBench.Driver.allCases.map { Case(form: form, driver: $0) }
        }
    }

    private static func contents(
        _ form: RevisionForm,
        _ driver: ScriptBench.Driver,
        on way: [Place] = way
    ) async throws -> [DatabaseContents] {
        try await ScriptBench.with(driver) { bench async throws in
            let migrator = Migrator(database: bench.location, migrations: try form.source())
            var contents: [DatabaseContents] = []
            for place in way {
                switch place {
                case .up(let target): try await migrator.upgrade(to: target)
                case .down(let target): try await migrator.downgrade(to: target)
                }
                contents.append(try DatabaseContents(of: bench.local))
            }
            return contents
        }
    }

    @Test(arguments: Case.all) func everyFormDoesTheSame(_ test: Case) async throws {
        let expected = try await Self.contents(.sql, .file)
        let found = try await Self.contents(test.form, test.driver)
        for (index, place) in Self.way.enumerated() {
            let (found, expected) = (found[index], expected[index])
            #expect(found.schema == expected.schema, "at \(place)")
            for table in Set(found.rows.keys).union(expected.rows.keys).sorted() {
                #expect(found.rows[table] == expected.rows[table], "\(table), at \(place)")
            }
            #expect(found.version == expected.version, "at \(place)")
            #expect(found.history == expected.history, "at \(place)")
        }
    }

    @Test func theWayIsWorthGoing() async throws {
        let contents = try await Self.contents(.sql, .file)
        let versions = contents.map { $0.version.joined(separator: " ") }
        #expect(versions == ["s1", "s2", "s3", "s3 s4", "s5", "s6", "s5", "s3 s4", "s2", "s1", "", "s6"])
        #expect(contents[3].rows["labels"]?.count == 4)
        #expect(contents[5].rows["evaluations"]?.count == 4)
        #expect(contents[5].rows["aliases"]?[1] == "prompt: null, alias: text(\"Böse\")")
        #expect(contents[10].schema.tables.isEmpty)
    }

    /// Request 1 looks, 2 opens the transaction, and the ones behind read and write; the commit is among them, and later ones
    /// are never sent.
    @Test(arguments: 1...13, Dialect.allCases) func codeThatReadsRunsOnceWhateverAnswerIsLost(
        request: Int,
        _ dialect: Dialect
    ) async throws {
        var options = LibSQLTestServer.Options(dialect: dialect)
        // What is open on a stream that is lost holds others up until the server ends it.
        options.idleLimit = .seconds(1)
        options.transactionLimit = .seconds(2)
        let expected = try await Self.contents(.sql, .file, on: [.up("s2"), .up("s4"), .down("s2")])
        try await RemoteDatabase.serving(options) { database in
            let migrator = Migrator(database: database.location, migrations: allMigrations)
            try await migrator.upgrade(to: "s2")
            database.server.inject(.answerDropped, at: database.server.requests.count + request)
            try await Self.untilDone(database) { try await migrator.upgrade(to: "s4") }
            #expect(try DatabaseContents(of: database.local) == expected[1])
            database.server.inject(.answerDropped, at: database.server.requests.count + request)
            try await Self.untilDone(database) { try await migrator.downgrade(to: "s2") }
            #expect(try DatabaseContents(of: database.local) == expected[2])
        }
    }

    /// Runs, and where it fails holds what is said against what the file holds, and runs again.
    private static func untilDone(
        _ database: RemoteDatabase,
        _ run: () async throws -> MigrationReport
    ) async throws {
        let count = try database.local.history.count
        do {
            #expect(try await run().steps.map(\.revision) == ["s4"])
        } catch let error as MigrationError {
            let isDone = try database.local.history.count > count
            if error.code != .unknownOutcome { #expect(error.applied.isEmpty == !isDone, "\(error)") }
            if !isDone { #expect(try await run().steps.count == 1) }
        }
    }
}
