import MigrationCore

/// Revisions and histories for the tests of plans.
enum PlanFixture {
    static let identity = RunIdentity(appliedBy: "me@host", toolVersion: "1.0", runID: "run1")

    static func section(
        _ statements: [String],
        _ transaction: Batch.Transaction = .atomic(foreignKeys: .enforced)
    ) -> Revision.Section {
        Revision.Section(statements.map { SQLStatement($0) }, transaction: transaction)
    }

    static func revision(
        _ id: RevisionID,
        _ parents: [RevisionID] = [],
        up: Revision.Section = Revision.Section(),
        down: Revision.Section? = Revision.Section(),
        message: String = "",
        text: String = ""
    ) -> Revision {
        Revision(
            id: id,
            parents: parents,
            message: message,
            body: .sql(up: up, down: down),
            text: text,
            source: SourceLocation(file: "versions/\(id).sql", line: 1)
        )
    }

    static func script(_ id: RevisionID, _ parents: [RevisionID] = []) -> Revision {
        Revision(id: id, parents: parents, body: .script, source: SourceLocation(file: "versions/\(id).swift", line: 1))
    }

    /// A history in which revisions were run one after the other, with the checksums of these texts.
    static func history(rows: [RevisionID], _ records: [(RevisionID, MigrationDirection, String?)]) -> AppliedHistory {
        AppliedHistory(
            rows: rows,
            records: records.enumerated().map { index, record in
                HistoryRecord(
                    sequence: Int64(index + 1),
                    revision: record.0,
                    direction: record.1,
                    checksum: record.2.map { Checksum(of: $0) },
                    appliedAt: "2026-11-21T10:00:00.000Z",
                    durationMS: 1,
                    appliedBy: "me@host"
                )
            },
            hasVersionTable: true,
            hasHistoryTable: true
        )
    }

    static func failure<Value>(_ body: () throws(PlanError) -> Value) -> PlanError? {
        do throws(PlanError) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }
}
