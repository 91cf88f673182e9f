/// The words for a run that ends because the server does not answer: what is applied, what is not, what is not known.
struct Outage {
    let error: DatabaseError
    /// Why asking what became of it failed, too.
    let probe: DatabaseError?
    let isInterrupted: Bool
    /// Whether the history was read, and shows nothing of what is not known.
    let hasLooked: Bool
    let applied: [RevisionID]
    /// Sent, without an answer.
    let unknown: [MigrationStep]
    /// Whether all that is not known is whether a section without a transaction is marked as begun: none of it ran.
    let isMark: Bool
    let pending: [MigrationStep]
    let command: String

    func migrationError(at location: DatabaseLocation) -> MigrationError {
        MigrationError(
            code,
            ([location.heading(reason)] + lines).joined(separator: "\n"),
            remedy: remedy,
            applied: applied,
            underlying: error
        )
    }

    private var code: MigrationError.Code {
        if isInterrupted { return .interrupted }
        if !unknown.isEmpty, !isMark { return .unknownOutcome }
        return [.connection, .timedOut].contains(error.code) ? .connection : .database
    }

    private var reason: String {
        guard isInterrupted else { return error.message }
        if hasLooked { return "interrupted while a request was on its way" }
        return error.code == .interrupted
            ? "interrupted, and the server does not answer" : "interrupted; before, \(error.message)"
    }

    private var lines: [String] {
        let notRun = (isMark ? unknown : []) + pending
        return [
            probe.flatMap { $0.message == error.message ? nil : "Asked what became of it: \($0.message)." },
            applied.isEmpty ? nil : "Applied: \(applied.list).",
            unknown.isEmpty || isMark
                ? nil : "Not known: \(unknown.list); sent, and \(fate)",
            notRun.isEmpty ? nil : "Not applied: \(notRun.list).",
        ].compactMap(\.self)
    }

    private var fate: String {
        hasLooked
            ? "not carried out so far; what is held up on the way may still arrive."
            : "no answer tells whether it was carried out."
    }

    private var remedy: String {
        let hint = (probe?.remedy ?? error.remedy).map { "\($0) " } ?? ""
        let again = "run `\(command)`: it goes on from where the database is, and runs nothing twice."
        if isMark, let step = unknown.first {
            return hint
                + "Then \(again) Should it say that \(step.name) did not end: none of its statements was run, and"
                + " `migrate stamp \(step.headsBefore.arguments)` takes the mark back."
        }
        return unknown.isEmpty ? "\(hint)Then \(again)" : "\(hint)`migrate current` tells which. Then \(again)"
    }
}

extension MigrationStep {
    /// The revision, as messages name it.
    var name: String { revision?.id.description ?? "base" }
}

extension [MigrationStep] {
    fileprivate var list: String { map { RevisionID($0.name) }.list }
}

extension Collection<RevisionID> {
    /// The rows as a command's arguments.
    var arguments: String { isEmpty ? "base" : map(\.description).joined(separator: " ") }
}
