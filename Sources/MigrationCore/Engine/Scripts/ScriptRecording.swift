/// What a revision's code does on a scratch database, so that it can be shown.
final class ScriptRecording {
    /// The statements that were carried out, with their values, in order.
    private(set) var statements: [SQLStatement] = []
    /// How they have to be wrapped.
    private(set) var foreignKeys = Batch.ForeignKeys.enforced
    /// Where the code first learns something of the database; the statements behind may depend on it.
    private(set) var firstRead: Read?

    /// A call whose answer depends on the rows.
    struct Read {
        /// What the code does there: `reads rows`.
        let what: String
        let place: ScriptPlace
        /// Whether it is an operation that failed; the error may be the code's own end.
        let isFailure: Bool
        /// How many statements are known: those up to it.
        let count: Int
    }

    init() {}

    /// The code begins, perhaps anew.
    func begin(_ foreignKeys: Batch.ForeignKeys) {
        statements = []
        firstRead = nil
        self.foreignKeys = foreignKeys
    }

    func add(_ new: [SQLStatement]) {
        statements += new
    }

    /// Takes note of a call that was answered.
    func note(_ call: ScriptCall, _ response: ScriptResponse) {
        guard firstRead == nil, let what = ScriptRecording.reading(call.request, response) else { return }
        let isFailure = if case .failure = response { true } else { false }
        firstRead = Read(what: what, place: call.place, isFailure: isFailure, count: statements.count)
    }

    /// What a call learns; on another database an operation that fails here may succeed.
    private static func reading(_ request: ScriptRequest, _ response: ScriptResponse) -> String? {
        if case .failure = response { return "goes on after an operation that failed" }
        switch request {
        case .query, .page: return "reads rows"
        case .execute(_, _, let isCounting): return isCounting ? "counts rows" : nil
        case .insert, .change, .abandon: return nil
        }
    }
}
