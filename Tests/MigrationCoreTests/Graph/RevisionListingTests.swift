import MigrationCore
import Testing

struct RevisionListingTests {
    private let revisions = [
        Revision(
            id: "aaaa",
            labels: ["main", "core"],
            message: "Initial schema",
            created: "2026-11-21T04:31:07Z",
            source: SourceLocation(file: "versions/aaaa.sql", line: 1)
        ),
        Revision(
            id: "bbbb",
            parents: ["aaaa"],
            message: "B",
            source: SourceLocation(file: "versions/bbbb.sql", line: 1)
        ),
        Revision(
            id: "cccc",
            parents: ["aaaa"],
            message: "C",
            source: SourceLocation(file: "versions/cccc.sql", line: 1)
        ),
        Revision(
            id: "dddd",
            parents: ["bbbb", "cccc"],
            dependencies: ["eeee"],
            message: "D",
            source: SourceLocation(file: "versions/dddd.sql", line: 1)
        ),
        Revision(id: "eeee", message: "E", source: SourceLocation(file: "versions/eeee.sql", line: 1)),
    ]

    @Test
    func printsTheHistoryAsAlembicDoes() throws {
        let graph = try RevisionGraph(revisions)
        #expect(
            try RevisionListing.history(graph, rows: ["bbbb"], marksCurrent: true) == [
                "bbbb, cccc (eeee) -> dddd (core, main) (head) (mergepoint), D",
                "aaaa -> bbbb (core, main) (current), B",
                "aaaa -> cccc (core, main), C",
                "<base> -> aaaa (core, main) (branchpoint), Initial schema",
                "<base> -> eeee (effective head), E",
            ]
        )
    }

    @Test
    func printsBranchesWithTheirChildren() throws {
        let graph = try RevisionGraph(revisions)
        #expect(
            RevisionListing.branches(graph) == [
                "aaaa (core, main) (branchpoint)", "     -> bbbb (core, main)", "     -> cccc (core, main)", "",
            ]
        )
        #expect(RevisionListing.branches(graph, verbose: true).contains("     -> bbbb (core, main), B"))
    }

    @Test
    func printsHeadsAndCurrentRevisions() throws {
        let graph = try RevisionGraph(revisions)
        #expect(RevisionListing.heads(graph) == ["dddd (core, main) (head)", "eeee (effective head)"])
        #expect(RevisionListing.heads(graph, resolvingDependencies: true) == ["dddd (core, main) (head)"])
        #expect(
            try RevisionListing.current(graph, rows: ["dddd"]) == ["dddd (head) (mergepoint)", "eeee (effective head)"]
        )
        #expect(try RevisionListing.current(graph, rows: []).isEmpty)
    }

    @Test
    func showsRevisionsInFull() throws {
        let graph = try RevisionGraph(revisions)
        #expect(
            try RevisionListing.show(graph, "aaaa") == [
                "Rev: aaaa (branchpoint)", "Parent: <base>", "Branches into: bbbb, cccc", "Branch names: core, main",
                "Path: versions/aaaa.sql", "", "    Initial schema", "", "    Revision ID: aaaa", "    Revises:",
                "    Create Date: 2026-11-21T04:31:07Z", "",
            ]
        )
        #expect(
            try RevisionListing.show(graph, "current", rows: ["dddd"], notes: ["dddd": ["Applied: today"]]) == [
                "Rev: dddd (head) (mergepoint)", "Merges: bbbb, cccc", "Also depends on: eeee",
                "Branch names: core, main",
                "Path: versions/dddd.sql", "Applied: today", "", "    D", "", "    Revision ID: dddd",
                "    Revises: bbbb, cccc", "",
            ]
        )
    }
}
