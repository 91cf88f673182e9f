/// The words for a section without a transaction that stopped: how far it came, and the way on.
struct UnfinishedSection {
    /// How it stopped.
    enum Ending {
        /// The statement that failed has left nothing.
        case undone
        /// The statement that failed may have kept rows that it had changed.
        case partly
        /// The statement that was sent last may be done or not.
        case unknown
        /// All statements are done, and that is not recorded.
        case unrecorded
        /// All statements are done, and somebody else has set the version meanwhile.
        case overtaken
        /// All statements are done, and whether that is recorded is not known.
        case perhapsRecorded
    }

    let step: MigrationStep
    /// How many statements it has, and how many of them are done.
    let total: Int
    let done: Int
    let ending: Ending
    let applied: [RevisionID]

    /// The same error, as one that leaves the section unfinished.
    func turning(_ error: MigrationError) -> MigrationError {
        var error = error
        if error.code != .interrupted, ending == .unknown || ending == .perhapsRecorded { error.code = .unknownOutcome }
        error.summary = (headlines(error) + [account]).joined(separator: "\n")
        error.remedy = remedy
        return error
    }

    /// What failed, without the last line, which speaks of a rollback, and without the lines on an outage.
    private func headlines(_ error: MigrationError) -> [String] {
        if error.code == .interrupted { return ["\(step.direction.rawValue) of \(step.name) was interrupted"] }
        let lines = error.summary.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let isOutage = [.unrecorded, .overtaken, .perhapsRecorded].contains(ending)
        return isOutage ? Array(lines.prefix(1)) : lines.count > 1 ? lines.dropLast() : lines
    }

    private var account: String {
        "It runs without a transaction: \(progress)\(end)\(applied.stayApplied)."
    }

    private var progress: String {
        let statements = total == 1 ? "statement" : "\(total) statements"
        switch done {
        case 0 where ending == .unknown:
            return total == 1
                ? "whether its statement is done is not known"
                : "whether the first of its \(statements) is done is not known, and none after it is"
        case 0: return "its \(statements) \(total == 1 ? "is not" : "are not") done"
        case total: return total == 1 ? "its statement is done and stays" : "all \(statements) are done and stay"
        case 1: return "the first of its \(statements) is done and stays"
        default: return "the first \(done) of its \(statements) are done and stay"
        }
    }

    private var end: String {
        switch ending {
        case .undone: "; the version was not changed"
        case .partly: "; the one that failed may have kept rows that it had changed; the version was not changed"
        case .unknown:
            done == 0
                ? "; the version was not changed"
                : "; whether the next one is done is not known; the version was not changed"
        case .unrecorded: ", but the version was not changed"
        case .overtaken: ", but somebody else has set the version while it ran"
        case .perhapsRecorded: "; whether the version was changed is not known"
        }
    }

    private var remedy: String {
        let done = "`migrate stamp \(step.headsAfter.arguments)`"
        let undone = "`migrate stamp \(step.headsBefore.arguments)`"
        return switch ending {
        case .unrecorded:
            "All of it is done. Once what kept it from being recorded is gone, type \(done); until then it counts as unfinished."
        case .overtaken:
            "Look at `migrate current`. Unless \(step.name) is recorded there, type \(done): the next upgrade would run it a second time."
        case .perhapsRecorded:
            "`migrate status` tells whether it is recorded. If it is unfinished there, type \(done): all of it is done."
        case .undone where self.done == 0: "None of it is done: \(undone) takes the mark back that it was begun."
        case .undone, .partly, .unknown:
            "Look at what it did; then finish it by hand and type \(done), or undo it by hand and type \(undone). Until then"
                + " \(step.name) is unfinished and nothing else runs."
        }
    }
}
