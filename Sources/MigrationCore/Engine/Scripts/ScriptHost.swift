/// Carries out what a revision's code asks for, in the transaction that is open.
final class ScriptHost {
    let transaction: any DatabaseConnection
    let versionTable: String
    private let isRemote: Bool
    let enforcesForeignKeys: Bool
    /// What the database holds; read when a change first asks for it.
    var schema: Schema?
    var engine: EngineVersion?
    /// Why nothing more is carried out: the transaction is gone, or a change of several statements stopped in the middle.
    var fatal: DatabaseError?
    /// Whether a change was asked for that would lose rows while foreign keys are enforced, or that has failed meanwhile.
    var needsForeignKeysOff = false
    /// How long the code has let an open transaction wait for its next request at most.
    private(set) var longestPause = Duration.zero
    private var lastAnswer = ContinuousClock.now
    /// What the last request failed with.
    private var lastFailure: DatabaseError?
    /// Keeps what is carried out, where it is to be shown.
    let recording: ScriptRecording?
    /// Gathers what needs no answer, as long as nothing has needed one; `nil` where each request is carried out at once.
    private var collection: ScriptCollection?
    /// Runs the tool's own statements, before the first of the code's.
    private let opening: () throws(DatabaseError) -> Void
    /// Whether something failed that the code took for done: it has to begin again, and to be answered each time.
    private(set) var hasPromisedTooMuch = false

    init(
        _ transaction: any DatabaseConnection,
        versionTable: String,
        isRemote: Bool,
        foreignKeys: Batch.ForeignKeys,
        recording: ScriptRecording? = nil,
        collection: ScriptCollection? = nil,
        opening: @escaping () throws(DatabaseError) -> Void = {}
    ) {
        self.collection = collection
        self.opening = opening
        self.recording = recording
        self.transaction = transaction
        self.versionTable = versionTable
        self.isRemote = isRemote
        enforcesForeignKeys = foreignKeys == .enforced
    }

    /// What the code has written, where it never needed an answer; none of it has been carried out.
    var collected: [SQLStatement]? { collection?.statements }

    /// Answers a request; both are bytes, whatever lies between.
    func answer(_ bytes: [UInt8]) -> [UInt8] {
        if collection == nil { longestPause = max(longestPause, .now - lastAnswer) }
        defer { lastAnswer = .now }
        let response: ScriptResponse
        do throws(ScriptFormatError) {
            let call = try ScriptCall(scriptBytes: bytes)
            response = answer(call.request)
            recording?.note(call, response)
        } catch {
            response = .failure(message: error.description, sql: "")
        }
        return response.scriptBytes
    }

    /// The error of code that ended with one, with the database's own code where it was the database's.
    func failure(_ message: String, sql: String, at source: SourceLocation?) -> DatabaseError {
        var error = lastFailure ?? DatabaseError(.statement, message)
        if words(for: error) != message { error = DatabaseError(.statement, message) }
        error.message = message
        error.statement = source.map { SQLStatement(sql, source: $0) }
        error.statementIndex = source == nil ? nil : 0
        return error
    }

    private func answer(_ request: ScriptRequest) -> ScriptResponse {
        do throws(DatabaseError) {
            if let fatal { throw fatal }
            return try carryOut(request)
        } catch {
            lastFailure = error
            if error.endsTransaction || error.hasLeftNothing == false { fatal = fatal ?? error }
            return .failure(
                message: words(for: error),
                sql: RowGuard.message(in: error.message) == nil ? error.text : ""
            )
        }
    }

    private func words(for error: DatabaseError) -> String {
        let message = RowGuard.message(in: error.message) ?? error.message
        return message + (error.remedy.map { ": \($0)" } ?? "")
    }

    private func carryOut(_ request: ScriptRequest) throws(DatabaseError) -> ScriptResponse {
        switch request {
        case .execute(let sql, let values, let isCounting):
            return .changed(try execute(SQLStatement(sql, values), isCounting))
        case .query(let sql, let values):
            let statement = SQLStatement(sql, values)
            try refuse(statement)
            try carryOutCollected()
            forgetSchema(after: sql)
            return .rows(try transaction.query(statement))
        case .insert(let table, let columns, let rows):
            try insert(ScriptStatements.insertions(into: table, columns, rows))
            return .changed(Int64(rows.count))
        case .page(let page):
            try carryOutCollected()
            let key = PageKey(name: page.key, table: page.table)
            if page.after == nil, let refusal = key.refusal(in: try knownSchema()) { throw refusal }
            return .rows(try transaction.query(ScriptStatements.page(page)))
        case .change(let change):
            try self.change(change)
            return .changed(0)
        case .abandon(let reason):
            fatal = failure(reason, sql: "", at: nil)
            return .changed(0)
        }
    }
}

extension ScriptHost {
    private func execute(_ statement: SQLStatement, _ isCounting: Bool) throws(DatabaseError) -> Int64 {
        try refuse(statement)
        forgetSchema(after: statement.text)
        if !isCounting, try collect([statement]) { return 0 }
        try carryOutCollected()
        var changed: Int64 = 0
        let changesRows = isCounting && ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains(statement.firstWord)
        let count: [SQLStatement] = changesRows ? ["SELECT changes()"] : []
        try transaction.apply([Batch([statement] + count)]) { rows in
            if changesRows { changed = rows.first?[0].integer ?? 0 }
        }
        recording?.add([statement])
        return changed
    }

    /// The rows of one call are several statements; half of them must not stay where the error is caught.
    private func insert(_ statements: [SQLStatement]) throws(DatabaseError) {
        for statement in statements { try refuseNoNumber(in: statement) }
        if try collect(statements) { return }
        do throws(DatabaseError) {
            try transaction.apply(Batch(statements))
        } catch {
            if statements.count > 1, error.statementIndex != 0 { fatal = error }
            throw error
        }
        recording?.add(statements)
    }

    /// What the tool or a server does not let a revision do, told before it is tried.
    func refuse(_ statement: SQLStatement) throws(DatabaseError) {
        guard !statement.hasOpenComment else {
            var error = DatabaseError(.statement, "unterminated comment", statement: statement)
            error.remedy = "close it with `*/`"
            throw error
        }
        guard !statement.firstWord.isEmpty else {
            throw DatabaseError(.statement, "there is no statement to run", statement: statement)
        }
        try refuseNoNumber(in: statement)
        switch StatementKind(statement.text) {
        case .outsideTransactions(let keyword):
            var error = DatabaseError(.statement, "\(keyword) cannot run inside a transaction", statement: statement)
            error.remedy = "write it as an SQL revision with `-- migrate:up transaction=off`"
            throw error
        case .foreignKeysPragma:
            var error = DatabaseError(
                .statement,
                "PRAGMA foreign_keys does nothing inside a transaction",
                statement: statement
            )
            error.remedy = "declare `static let enforcesForeignKeys = false` in the revision's type"
            throw error
        case .transactionControl:
            if let refusal = DatabaseError.transactionControl(statement) { throw refusal }
        case .other: break
        }
        if isRemote, let refusal = LibSQLStatementFilter.refusal(of: statement.text) {
            var error = DatabaseError(.statement, "a libSQL server refuses \(refusal.what)", statement: statement)
            error.remedy = refusal.remedy
            throw error
        }
    }

    /// SQLite stores NULL for it, without a word, and a server has no form for it.
    private func refuseNoNumber(in statement: SQLStatement) throws(DatabaseError) {
        let isNumber = statement.arguments.allSatisfy { value in
            if case .real(let number) = value { !number.isNaN } else { true }
        }
        guard !isNumber else { return }
        var error = DatabaseError(.statement, "a value is no number (NaN)", statement: statement)
        error.remedy =
            "bind nil where NULL is meant"
            + (isRemote ? "; an infinite number, which a server sends so, is 9e999 in SQL" : "")
        throw error
    }

    private func forgetSchema(after sql: String) {
        let reading = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"]
        if !reading.contains(SQLStatement(sql).firstWord) { schema = nil }
    }
}

extension ScriptHost {
    /// Puts statements off, where that is still possible.
    ///
    /// - Returns: `false` where they have to be carried out now; what was put off before them has been, then.
    func collect(_ statements: [SQLStatement]) throws(DatabaseError) -> Bool {
        guard collection != nil else { return false }
        if collection?.add(statements) == true { return true }
        try carryOutCollected()
        return false
    }

    /// Begins the transaction, and catches up: what follows needs an answer.
    func carryOutCollected() throws(DatabaseError) {
        guard let waiting = collection?.statements else { return }
        collection = nil
        do throws(DatabaseError) {
            try opening()
        } catch {
            fatal = error
            throw error
        }
        guard !waiting.isEmpty else { return }
        do throws(DatabaseError) {
            try transaction.apply(Batch(waiting))
        } catch {
            fatal = error
            hasPromisedTooMuch = error.isOfStatements
            throw error
        }
    }
}

extension SQLStatement {
    /// Whether a block comment runs to the end, which SQLite lets pass: in a script it would swallow what follows.
    fileprivate var hasOpenComment: Bool {
        guard text.utf8.contains(UInt8(ascii: "*")) else { return false }
        do throws(SQLSyntaxError) {
            _ = try StatementSplitter.statements(in: text)
            return false
        } catch {
            return error.message == "unterminated comment"
        }
    }

    /// The first word in upper case, behind blanks and comments.
    fileprivate var firstWord: String {
        guard let token = (try? Tokenizer.tokens(of: text, keepingTrivia: false))?.first else { return "" }
        return String(decoding: Array(text.utf8)[token.range], as: UTF8.self).uppercased()
    }
}

extension DatabaseError {
    /// Whether what was sent is at fault, and not the way there.
    var isOfStatements: Bool {
        [.statement, .constraint, .foreignKeys, .unsupported, .tooLarge].contains(code)
    }

    /// Whether nothing can follow in the same transaction.
    var endsTransaction: Bool {
        hasEndedTransaction
            || [.connection, .timedOut, .transactionTimeout, .interrupted, .storage, .corrupt, .unauthorized]
                .contains(code)
    }

    fileprivate var text: String { statement?.text ?? "" }
}
