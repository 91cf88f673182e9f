extension MigrationStep {
    /// What the step sends, in order.
    ///
    /// - Parameters:
    ///   - identity: what the history row carries.
    ///   - sequence: the highest `seq` before the step.
    ///   - place: how its batch shares a request with others; there its last statement returns how long it took.
    /// - Returns: one atomic batch, or three for a section without a transaction: its mark, its statements, its end. A
    ///   script's batch holds only its rows, for its statements are the script's to make.
    package func batches(
        _ identity: RunIdentity,
        after sequence: Int64,
        place: StepBatch.Place = .alone
    ) -> [StepBatch] {
        batches(StepWriter(step: self, identity: identity, sequence: sequence, place: place))
    }

    func batches(_ writer: StepWriter) -> [StepBatch] {
        guard case .section(let section) = work, case .none = section.transaction else {
            var batch = StepBatch(batch: Batch([], transaction: transaction), guardIndex: nil, parts: [])
            writer.open(&batch)
            writer.work(&batch)
            writer.reportDuration(&batch)
            return [batch]
        }
        var mark = StepBatch(batch: Batch([]), guardIndex: nil, parts: [])
        writer.open(&mark)
        mark.batch.statements += writer.beginning
        mark.trace = writer.trace(hasEnded: false)
        let own = section.statements.indices
        let body = StepBatch(
            batch: Batch(section.statements, transaction: .none),
            guardIndex: nil,
            parts: revision.map { [.init(revision: $0.id, statements: own)] } ?? []
        )
        var end = StepBatch(batch: Batch([writer.guardOfEnd]), guardIndex: 0, parts: [])
        writer.close(&end)
        return [mark, body, end]
    }

    /// How the step's batch is wrapped; that of a step without a transaction is never asked for.
    var transaction: Batch.Transaction {
        switch work {
        case .section(let section): section.transaction
        case .script, .stamp: .atomic(foreignKeys: .enforced)
        }
    }

    /// Clears the mark of a section without a transaction, none of whose statements had an effect.
    ///
    /// - Parameters:
    ///   - identity: what the history row carries.
    ///   - sequence: the `seq` of the mark.
    /// - Returns: a stamp of the version as it is.
    package func clearingMark(_ identity: RunIdentity, after sequence: Int64) -> StepBatch {
        let table = VersionTable(identity.versionTable)
        let entry = HistoryEntry(
            revision: headsBefore.first,
            direction: .stamp,
            checksum: nil,
            message: "\(direction.rawValue) of \(revision?.id.rawValue ?? "base") did not begin"
        )
        let statements = [
            table.assertion(headsBefore, sequence: sequence),
            table.recording(entry, sequence: sequence + 1, hasEnded: true, identity),
        ]
        let trace = StepBatch.Trace(sequence: sequence + 1, hasEnded: true)
        return StepBatch(batch: Batch(statements), trace: trace, guardIndex: 0, parts: [])
    }

    /// By how much the step raises `seq`: by one for each history row.
    package var sequenceCount: Int64 {
        switch work {
        case .section, .script: 1
        case .stamp(let stamps): Int64(stamps.count)
        }
    }
}

/// The statements around a step's own.
struct StepWriter {
    let step: MigrationStep
    let identity: RunIdentity
    /// The highest `seq` before the step; `nil` where nobody has looked.
    let sequence: Int64?
    var place = StepBatch.Place.alone

    private var table: VersionTable { VersionTable(identity.versionTable) }
    private var own: Int64? { sequence.map { $0 + 1 } }

    /// Makes the tables and looks whether the database is where it should be.
    func open(_ batch: inout StepBatch) {
        batch.batch.statements += table.creation
        batch.guardIndex = batch.batch.statements.count
        let rows = step.replacesAllRows ? nil : step.headsBefore
        batch.batch.statements.append(
            table.assertion(rows, sequence: sequence, following: place == .next ? identity : nil)
        )
    }

    /// The history row, the step's own statements, and the step's end.
    func work(_ batch: inout StepBatch) {
        batch.batch.statements += beginning
        if case .section(let section) = step.work, let revision = step.revision {
            let start = batch.batch.statements.count
            batch.batch.statements += section.statements
            batch.parts.append(.init(revision: revision.id, statements: start..<batch.batch.statements.count))
        }
        close(&batch)
    }

    /// The version rows, the duration, and the look whether they are as they should be.
    func close(_ batch: inout StepBatch) {
        batch.batch.statements += closing
        batch.checks.append(batch.batch.statements.count)
        let last = sequence.map { $0 + step.sequenceCount }
        batch.batch.statements.append(table.check(step.headsAfter, sequence: last, identity))
        batch.trace = trace(hasEnded: true)
    }

    /// The step's last row in the history.
    func trace(hasEnded: Bool) -> StepBatch.Trace? {
        sequence.map { StepBatch.Trace(sequence: $0 + step.sequenceCount, hasEnded: hasEnded) }
    }

    /// Where the answer comes with others, the time that passes here says nothing of the step's own.
    func reportDuration(_ batch: inout StepBatch) {
        guard place != .alone, let trace = batch.trace else { return }
        batch.batch.statements.append(table.duration(sequence: trace.sequence))
    }

    /// The history rows, written first, so that their clock starts.
    var beginning: [SQLStatement] {
        entries.enumerated().map { index, entry in
            let sequence = sequence.map { $0 + 1 + Int64(index) }
            return table.recording(entry, sequence: sequence, hasEnded: step.direction == .stamp, identity)
        }
    }

    /// The version rows, and the duration.
    private var closing: [SQLStatement] {
        let before = step.replacesAllRows ? [] : step.headsBefore
        let changes =
            (step.replacesAllRows ? [table.deletingAll] : [])
            + VersionRows.changes(from: before, to: step.headsAfter).map(table.changing)
        return step.direction == .stamp ? changes : changes + [table.ending(sequence: own)]
    }

    /// Looks again after a section without a transaction; the newest run is then the section's own.
    var guardOfEnd: SQLStatement {
        guard let own else { return table.assertion(beganBy: identity) }
        return table.assertion(step.headsBefore, sequence: own)
    }

    private var entries: [HistoryEntry] {
        switch step.work {
        case .section, .script:
            [
                HistoryEntry(
                    revision: step.revision?.id,
                    direction: step.direction,
                    checksum: step.revision?.checksum,
                    message: step.revision?.message ?? ""
                )
            ]
        case .stamp(let stamps):
            stamps.map { stamp in
                HistoryEntry(
                    revision: stamp.revision,
                    direction: .stamp,
                    checksum: stamp.checksum,
                    message: stamp.message
                )
            }
        }
    }
}
