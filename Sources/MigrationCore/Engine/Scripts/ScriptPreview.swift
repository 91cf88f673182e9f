/// Shows the statements of Swift revisions: their code is run on a scratch database at the same place of the graph.
package struct ScriptPreview {
    private let graph: RevisionGraph
    private let scripts: any ScriptCode
    private let versionTable: String

    /// Makes a preview.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - scripts: runs the Swift ones.
    ///   - versionTable: the name of the version table.
    package init(_ graph: RevisionGraph, scripts: any ScriptCode, versionTable: String) {
        self.graph = graph
        self.scripts = scripts
        self.versionTable = versionTable
    }

    /// The plan with statements in the place of code.
    ///
    /// - Parameters:
    ///   - plan: a plan of this graph.
    ///   - isComplete: whether all statements have to be known; otherwise those up to the first read are shown.
    /// - Returns: the plan, as it is where it holds no Swift revision.
    /// - Throws: `MigrationError` where the code reads rows and must not, or the revisions can't be replayed.
    package func plan(showing plan: MigrationPlan, isComplete: Bool) throws(MigrationError) -> MigrationPlan {
        guard plan.steps.contains(where: \.isScript) else { return plan }
        let before = try revisions(appliedAt: plan.from)
        let replay = try SchemaReplay(versionTable: versionTable, scripts: scripts)
        try replay.prepare(before + plan.steps.compactMap(\.revision))
        for revision in before { try replay.run(revision, .upgrade) }
        var steps: [MigrationStep] = []
        for step in plan.steps {
            let (shown, isReplayed) = try shown(step, replay, isComplete)
            steps.append(shown)
            guard isReplayed else { break }
        }
        // What stands behind code that went nowhere on empty tables can't be tried.
        steps += plan.steps[steps.count...]
        return MigrationPlan(
            steps: steps,
            from: plan.from,
            to: plan.to,
            warnings: plan.warnings,
            sequence: plan.sequence
        )
    }

    private func revisions(appliedAt rows: [RevisionID]) throws(MigrationError) -> [Revision] {
        do throws(GraphError) {
            let applied = try graph.applied(rows)
            return try graph.upgradePath(to: .heads, from: []).filter { applied.contains($0.id) }
        } catch {
            throw MigrationError(error)
        }
    }

    /// A step with its statements, and whether it could be run to its end.
    ///
    /// Code that fails behind its first look at the rows may do so for there are none: up to there its statements are known.
    private func shown(
        _ step: MigrationStep,
        _ replay: SchemaReplay,
        _ isComplete: Bool
    ) throws(MigrationError) -> (step: MigrationStep, isReplayed: Bool) {
        guard let revision = step.revision else { return (step, true) }
        guard step.isScript else {
            try replay.run(revision, step.direction)
            return (step, true)
        }
        let recording = ScriptRecording()
        var isReplayed = true
        do throws(MigrationError) {
            try replay.runScript(revision, step.direction, recording: recording)
        } catch {
            guard error.code == .statementFailed, recording.firstRead?.isFailure == false else { throw error }
            isReplayed = false
        }
        let section = try section(of: revision, recording, isComplete)
        let shown = MigrationStep(
            revision: revision,
            direction: step.direction,
            work: .section(section),
            headsBefore: step.headsBefore,
            headsAfter: step.headsAfter
        )
        return (shown, isReplayed)
    }

    private func section(
        of revision: Revision,
        _ recording: ScriptRecording,
        _ isComplete: Bool
    ) throws(MigrationError) -> Revision.Section {
        let source = SourceLocation(file: revision.source.file, line: recording.firstRead?.place.line)
        if isComplete, let read = recording.firstRead {
            throw MigrationError(
                .cannotRun,
                "revision \(revision.id) \(read.what) (\(source)), so that its statements depend on the database",
                remedy: "Run it without `--sql`, or end the range before it."
            )
        }
        let known = recording.statements.prefix(recording.firstRead?.count ?? recording.statements.count)
        var statements: [SQLStatement] = []
        for statement in known {
            guard let literal = statement.withLiterals else {
                throw MigrationError(
                    .cannotRun,
                    "revision \(revision.id) (\(revision.source)): a statement can't be shown with its values:"
                        + " \(statement.text)",
                    remedy: "Write `?` for each value."
                )
            }
            statements.append(SQLStatement(literal.text, source: revision.source))
        }
        if let read = recording.firstRead {
            statements.append(
                SQLStatement("-- here it \(read.what) (\(source)): what follows depends on the database")
            )
        }
        return Revision.Section(statements, transaction: .atomic(foreignKeys: recording.foreignKeys))
    }
}
