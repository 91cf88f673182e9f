import MigrationCore
import Testing

struct GraphErrorTests {
    private func revision(
        _ id: String,
        _ parents: [String] = [],
        depends: [String] = [],
        labels: [String] = [],
        message: String = "",
        file: String? = nil
    ) -> Revision {
        Revision(
            id: RevisionID(id),
            parents: parents.map { RevisionID($0) },
            dependencies: depends,
            labels: labels,
            message: message,
            source: SourceLocation(file: file ?? "\(id).sql", line: 1)
        )
    }

    private func failure(_ revisions: [Revision]) -> GraphError? {
        do throws(GraphError) {
            _ = try RevisionGraph(revisions)
            return nil
        } catch {
            return error
        }
    }

    private func failure<Value>(_ body: () throws(GraphError) -> Value) -> GraphError? {
        do throws(GraphError) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    /// a -> b1 -> b2 (left) and a -> c1 (right).
    private func fork() throws -> RevisionGraph {
        try RevisionGraph([
            revision("aaaa1111"),
            revision("bbbb1111", ["aaaa1111"], labels: ["left"]),
            revision("bbbb2222", ["bbbb1111"], message: "Second"),
            revision("cccc1111", ["aaaa1111"], labels: ["right"]),
        ])
    }

    @Test
    func namesBothFilesOfADuplicateID() {
        let error = failure([revision("a1", file: "one.sql"), revision("a1", file: "two.sql")])
        #expect(error?.kind == .duplicateRevision)
        #expect(error?.message == "revision a1 is in two files: one.sql:1 and two.sql:1")
        #expect(error?.remedy == "Give one of them an id of its own, or delete the copy.")
    }

    @Test
    func namesBothFilesOfADuplicateLabel() {
        let error = failure([revision("a1", labels: ["x"]), revision("b1", ["a1"], labels: ["x"])])
        #expect(error?.kind == .duplicateLabel)
        #expect(error?.message == "branch label 'x' is in two files: a1.sql:1 and b1.sql:1")
        let twice = failure([revision("a1", labels: ["x", "x"])])
        #expect(twice?.message == "branch label 'x' is twice in a1.sql:1")
        let id = failure([revision("a1"), revision("b1", ["a1"], labels: ["a1"])])
        #expect(id?.message == "branch label 'a1' in b1.sql:1 is the id of the revision in a1.sql:1")
    }

    @Test
    func listsACycle() {
        let error = failure([
            revision("base1"), revision("a1", ["base1", "c1"]), revision("b1", ["a1"]), revision("c1", ["b1"]),
            revision("head1", ["base1"]),
        ])
        #expect(error?.kind == .cycle)
        #expect(
            error?.message
                == "revisions need each other in a circle: a1 -> c1 -> b1 -> a1 (a1.sql:1, c1.sql:1, b1.sql:1)"
        )
        #expect(error?.remedy == "Correct one down_revision of them.")
    }

    @Test
    func findsACycleOverDependenciesBetweenBaseAndHead() {
        let error = failure([
            revision("a1"), revision("b1", ["a1"], depends: ["c1"]), revision("c1", ["b1"]), revision("d1", ["c1"]),
        ])
        #expect(error?.kind == .dependencyCycle)
        #expect(error?.message == "revisions need each other in a circle: b1 -> c1 -> b1 (b1.sql:1, c1.sql:1)")
        #expect(error?.remedy == "Correct one down_revision or depends_on of them.")
    }

    @Test
    func refusesARevisionThatNeedsItself() {
        #expect(failure([revision("a1", ["a1"])])?.message == "a1.sql:1: revision a1 is its own down_revision")
        #expect(failure([revision("a1", depends: ["a1"])])?.message == "a1.sql:1: revision a1 depends on itself")
        #expect(failure([revision("a1", depends: ["me"], labels: ["me"])])?.kind == .dependencySelfLoop)
    }

    @Test
    func refusesAReferenceToNothing() {
        let error = failure([revision("aaaa1111"), revision("b1", ["aaaa1112"])])
        #expect(error?.kind == .missingReference)
        #expect(
            error?.message
                == "b1.sql:1: down_revision 'aaaa1112' of revision b1 is in no file (did you mean 'aaaa1111'?)"
        )
        #expect(error?.remedy == "Restore the file of 'aaaa1112', or correct the down_revision.")
        #expect(
            failure([revision("aaaa1111"), revision("b1", depends: ["aaaa"])])?.message
                == "b1.sql:1: depends_on 'aaaa' of revision b1 is in no file"
                + " (did you mean 'aaaa1111'? a file names revisions in full)"
        )
    }

    @Test
    func refusesOperatorsInIDsAndLabels() {
        #expect(failure([revision("a@b")])?.message == "a@b.sql:1: revision 'a@b': '@' is not allowed")
        #expect(failure([revision("ab", labels: ["x-1"])])?.message == "ab.sql:1: label 'x-1': '-' is not allowed")
    }

    @Test
    func listsSeveralHeadsAndWhatToType() throws {
        let graph = try fork()
        let error = failure { () throws(GraphError) in try graph.upgradePath(to: .head, from: []) }
        #expect(error?.kind == .multipleHeads)
        #expect(
            error?.message == "'head' stands for several revisions:\n  bbbb2222 (left), Second\n  cccc1111 (right)"
        )
        #expect(
            error?.remedy
                == "Type `migrate upgrade heads` for all of them, `left@head` for one branch, or join them with"
                + " `migrate merge`."
        )
    }

    @Test
    func suggestsWhatWasMeant() throws {
        let graph = try fork()
        #expect(
            failure { () throws(GraphError) in try graph.upgradePath(to: "bbbb2223", from: []) }?.message
                == "no revision or branch label 'bbbb2223' (did you mean 'bbbb2222'?)"
        )
        #expect(
            failure { () throws(GraphError) in try graph.upgradePath(to: "rigth@head", from: []) }?.message
                == "no branch 'rigth' (did you mean 'right'?)"
        )
        #expect(
            failure { () throws(GraphError) in try graph.upgradePath(to: "bbbb", from: []) }?.message
                == "'bbbb' is the beginning of several revisions or labels: bbbb1111, bbbb2222"
        )
        #expect(
            failure { () throws(GraphError) in try graph.upgradePath(to: "left@cccc1111", from: []) }?.message
                == "revision cccc1111 is not on the branch 'left'"
        )
        #expect(failure { () throws(GraphError) in try graph.upgradePath(to: "", from: []) }?.kind == .noSuchRevision)
        #expect(
            failure { () throws(GraphError) in try graph.upgradePath(to: "@head", from: []) }?.kind == .noSuchBranch
        )
    }

    @Test
    func explainsARowThatNoFileHas() throws {
        let graph = try fork()
        let error = failure { () throws(GraphError) in try graph.upgradePath(to: .heads, from: ["gone"]) }
        #expect(error?.kind == .unknownRow)
        #expect(error?.message == "the database is at revision 'gone', which is in no file")
        #expect(
            error?.remedy
                == "Restore its file (it may be on another branch of the repository). If it is gone for good, set"
                + " the version to the revision that the database is at: `migrate stamp --purge REV`."
        )
        #expect(try graph.rows(stamping: ["left"], from: ["gone"], purge: true) == ["bbbb1111"])
    }

    @Test
    func refusesToStampARevisionTogetherWithOneThatIncludesIt() throws {
        let graph = try fork()
        let error = failure { () throws(GraphError) in try graph.rows(stamping: ["bbbb1111", "aaaa1111"], from: []) }
        #expect(error?.kind == .overlappingRevisions)
        #expect(
            error?.message == "revision aaaa1111 can't be stamped together with bbbb1111, which already includes it"
        )
        #expect(error?.remedy == "Leave aaaa1111 out.")
        #expect(
            failure { () throws(GraphError) in try graph.rows(stamping: ["heads", "aaaa1111"], from: ["cccc1111"]) }?
                .kind == .overlappingRevisions
        )
        #expect(try graph.rows(stamping: ["aaaa1111", "bbbb1111"], from: ["bbbb1111"]) == ["aaaa1111"])
        #expect(try graph.rows(stamping: ["aaaa1111", "aaaa1111"], from: ["bbbb1111"]) == ["aaaa1111"])
    }

    @Test
    func saysWhyAWalkEnds() throws {
        let graph = try fork()
        func message(_ target: RevisionTarget, _ rows: [RevisionID]) -> String? {
            failure { () throws(GraphError) in try graph.upgradePath(to: target, from: rows) }?.message
        }
        func downMessage(_ target: RevisionTarget, _ rows: [RevisionID]) -> String? {
            failure { () throws(GraphError) in try graph.downgradePath(to: target, from: rows) }?.message
        }
        #expect(message("+1", ["aaaa1111"]) == "+1 is not one way: aaaa1111 branches into bbbb1111, cccc1111")
        #expect(message("+2", ["bbbb2222"]) == "'+2' goes beyond the last revision")
        #expect(message("-1", ["bbbb2222"]) == "'-1' leads down or nowhere; an upgrade goes up")
        #expect(
            message("+1", ["bbbb1111", "cccc1111"]) == "'+1' could count from several revisions: bbbb1111, cccc1111"
        )
        #expect(message("aaaa1111-1", []) == "'aaaa1111-1' is base, which is no revision")
        #expect(message("a:b", []) == "'a:b' is a range, and a database has one place to start from")
        #expect(
            message("heads", ["aaaa1111", "bbbb1111"])
                == "revision aaaa1111 is in the version table together with bbbb1111, which already includes it"
        )
        #expect(downMessage("+1", ["bbbb2222"]) == "'+1' leads up or nowhere; a downgrade goes down")
        #expect(downMessage("-9", ["bbbb2222"]) == "'-9' goes beyond the first revision")
        #expect(downMessage("right@-1", ["bbbb2222"]) == "'right@-1': nothing of that branch is applied")
        #expect(
            downMessage("cccc1111", ["bbbb2222"])
                == "'cccc1111' is not below the current revision (bbbb2222): there is nothing to take back"
        )
    }

    @Test
    func saysThatOnlyDependentsAreAbove() throws {
        let graph = try RevisionGraph([revision("xxxx"), revision("yyyy", depends: ["xxxx"])])
        let error = failure { () throws(GraphError) in try graph.downgradePath(to: "xxxx", from: ["yyyy"]) }
        #expect(error?.kind == .notDowngradeTarget)
        #expect(
            error?.message
                == "'xxxx' is applied, and only what depends on it (yyyy) is above it: there is nothing to take back"
        )
    }

    @Test
    func warnsWhenAStepDownIsNotClear() throws {
        let path = try fork().downgradePath(to: "-1", from: ["cccc1111", "bbbb2222"])
        #expect(path.revisions.map(\.id) == ["cccc1111"])
        #expect(
            path.warnings == [
                "'-1' with several current revisions (cccc1111, bbbb2222) counts from the first row, cccc1111; name a branch"
                    + " (LABEL@-1) or a revision to be sure"
            ]
        )
    }

    @Test
    func saysWhatARangeIs() throws {
        let graph = try fork()
        #expect(
            failure { () throws(GraphError) in try graph.history("left") }?.remedy
                == "A range is `A:B`, `A:` or `:B`, as in `migrate history -r base:head`."
        )
        #expect(
            failure { () throws(GraphError) in try graph.history("left:right") }?.message
                == "the range 'left:right' does not go up one branch: 'right' is not above 'left'"
        )
    }
}
