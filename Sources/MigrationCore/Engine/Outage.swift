/// The words for a run that ends because the server does not answer: what is applied, what is not, what is not known.
struct Outage {
    let error: DatabaseError
    let applied: [RevisionID]
    let unknown: [RevisionID]
    let pending: [RevisionID]
    let command: String

    func migrationError(at location: DatabaseLocation) -> MigrationError {
        let isInterrupted = error.code == .interrupted
        let reason = isInterrupted ? "interrupted, and the server does not answer" : error.message
        return MigrationError(
            isInterrupted ? .interrupted : unknown.isEmpty ? .connection : .unknownOutcome,
            ([location.heading(reason)] + lines).joined(separator: "\n"),
            remedy: remedy,
            applied: applied,
            underlying: error
        )
    }

    private var lines: [String] {
        [
            applied.isEmpty ? nil : "Applied: \(applied.list).",
            unknown.isEmpty
                ? nil : "Not known: \(unknown.list); sent, but the answer was lost, so it may be applied or not.",
            pending.isEmpty ? nil : "Not applied: \(pending.list).",
        ].compactMap(\.self)
    }

    private var remedy: String {
        let first = unknown.isEmpty ? (error.remedy.map { "\($0) " } ?? "") : "`migrate current` tells which. "
        return first + "Then run `\(command)`: it goes on from where the database is, and runs nothing twice."
    }
}
