/// What a revision's code does on a scratch database, so that it can be shown.
final class ScriptRecording {
    /// The statements that were carried out, with their values, in order.
    private(set) var statements: [SQLStatement] = []
    /// How they have to be wrapped.
    private(set) var foreignKeys = Batch.ForeignKeys.enforced
    /// Where the code first reads rows, and how many statements came before: those behind may depend on what is read.
    private(set) var firstRead: (place: ScriptPlace, count: Int)?

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
    func note(_ call: ScriptCall) {
        switch call.request {
        case .query, .page: firstRead = firstRead ?? (call.place, statements.count)
        case .execute, .insert, .change: break
        }
    }
}
