extension MigrationError {
    /// The one wrapping of what is wrong with the revision files.
    package init(_ error: RevisionFileError) {
        self.init(.invalidRevisionFile, error.message, remedy: error.remedy, underlying: error)
    }

    /// The one wrapping of a graph's errors.
    package init(_ error: GraphError) {
        self.init(Code(error.kind), error.message, remedy: error.remedy, underlying: error)
    }

    /// The one wrapping of a plan's errors.
    package init(_ error: PlanError, applied: [RevisionID] = []) {
        let code: Code =
            switch error.kind {
            case .graph(let kind): Code(kind)
            case .changedRevision: .changedRevision
            case .unfinishedRevision: .unfinishedRevision
            case .cannotRun: .cannotRun
            }
        self.init(code, error.message, remedy: error.remedy, applied: applied, underlying: error)
    }

    /// The one wrapping of a driver's errors, where no revision is to blame.
    package init(_ error: DatabaseError, at location: DatabaseLocation, applied: [RevisionID] = []) {
        guard error.code != .interrupted else {
            self = .interrupted(applied: applied, underlying: error)
            return
        }
        self.init(
            [.connection, .timedOut].contains(error.code) ? .connection : .database,
            location.heading(error.message),
            remedy: error.remedy(at: location),
            applied: applied,
            underlying: error
        )
    }

    /// Adds flags to each `migrate …` that the remedy tells to type, but not to one that ends with them already, nor to
    /// `migrate init`, which makes a project of its own.
    package func addingToCommands(_ suffix: String) -> MigrationError {
        guard !suffix.isEmpty, let remedy else { return self }
        var error = self
        let parts = remedy.split(separator: "`", omittingEmptySubsequences: false)
        error.remedy = parts.enumerated().map { index, part in
            let isCommand = !index.isMultiple(of: 2) && part.hasPrefix("migrate ") && part != "migrate init"
            return isCommand && !part.hasSuffix(suffix) ? part + suffix : String(part)
        }.joined(separator: "`")
        return error
    }

    /// The caller gave up; what was begun is rolled back.
    static func interrupted(applied: [RevisionID] = [], underlying: (any Error)? = nil) -> MigrationError {
        MigrationError(
            .interrupted,
            "interrupted; nothing is half applied" + applied.stayApplied,
            remedy: "The same command goes on from here.",
            applied: applied,
            underlying: underlying
        )
    }
}

extension MigrationError.Code {
    fileprivate init(_ kind: GraphError.Kind) {
        switch kind {
        case .unknownRow: self = .unknownRevision
        case .cycle, .selfLoop, .dependencyCycle, .dependencySelfLoop, .missingReference, .duplicateLabel,
            .duplicateRevision, .illegalCharacter:
            self = .invalidGraph
        default: self = .invalidTarget
        }
    }
}

extension DatabaseError {
    /// What to do about a failure that no revision can be blamed for.
    func remedy(at location: DatabaseLocation) -> String? {
        if let remedy { return remedy }
        switch code {
        case .transactionTimeout:
            return "Split the revision into smaller ones, or run it when nobody else writes to the database."
        case _ where location.isRemote: return nil
        case .busy:
            return "Another connection holds the database: end what it does there, then run the same command again."
        case .readOnly: return "Make the file and its folder writable; SQLite keeps its journal beside the file."
        case .storage: return "Make room on the disk, then run the same command again."
        case .corrupt:
            return "Check that this is the right file; `sqlite3 \(location) 'PRAGMA integrity_check'` says more."
        case .cannotOpen: return "Check the path; a missing file is created, a missing folder is not."
        default: return nil
        }
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// The path or the address, as messages name it; never a token, nor a path of a server that may hold one.
    public var description: String {
        switch self {
        case .file(let path): path
        case .memory: ":memory:"
        case .remote(let url, _): ShownURL(url).description
        }
    }
}

extension DatabaseLocation {
    /// A message that names the database; a server's own messages do already.
    func heading(_ message: String) -> String {
        message.contains(description) ? message : "\(self): \(message)"
    }
}

extension [RevisionID] {
    /// `a, b and c`, shortened where there are many.
    var list: String {
        let shown = count > 6 ? prefix(3).map(\.description) + ["…"] + suffix(1).map(\.description) : map(\.description)
        return shown.joined(separator: ", ")
    }

    /// The end of a sentence that says what a failed run leaves applied.
    var stayApplied: String {
        switch count {
        case 0: ""
        case 1: "; \(list) was run before it and stays"
        default: "; \(count) revisions were run before it and stay: \(list)"
        }
    }
}
