import Foundation
import MigrationCore
import Testing

/// 800 cases of what Alembic 1.20 does, compared with what the commands do here.
struct AlembicAgreementTests {
    static let commands = [
        "upgrade", "downgrade", "stamp", "upgrade_sql", "downgrade_sql", "heads", "heads_resolve_dependencies",
        "branches", "current", "history", "show",
    ]

    /// Where this tool is right and Alembic is not, beyond what the cases themselves say.
    static let departures = [
        "vfrk-00083": "`stamp b1 c1` with the rows {b2, c1} loses c1, which was asked for: here both are rows"
    ]

    @Test
    func stampLosesNoRowWhereAlembicDoes() throws {
        let fixtures = try GraphFixtures.all.get()
        let graph = try RevisionGraph(#require(fixtures.graphs["vfrk"]).loaded)
        let rows = try graph.rows(
            stamping: ["b100000002", "c100000004"],
            from: ["b200000003", "c100000004"]
        )
        #expect(rows == ["b100000002", "c100000004"])
    }

    @Test(arguments: commands)
    func agreesWithAlembic(on command: String) throws {
        let fixtures = try GraphFixtures.all.get()
        var compared = 0
        for testCase in fixtures.cases
        where testCase.command == command && testCase.compare != "skip" && Self.departures[testCase.id] == nil {
            let fixture = try #require(fixtures.graphs[testCase.graph])
            AlembicComparison(fixture: fixture, testCase: testCase).run()
            compared += 1
        }
        #expect(compared > 0)
    }

    @Test
    func coversEveryCase() throws {
        let fixtures = try GraphFixtures.all.get()
        #expect(fixtures.cases.count == 800)
        #expect(fixtures.cases.allSatisfy { Self.commands.contains($0.command) })
        #expect(fixtures.cases.filter { $0.compare == "skip" }.count == 2)
    }
}
