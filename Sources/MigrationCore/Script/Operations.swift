/// What a Swift revision does to the database.
///
/// Each call is carried out before it returns. Values are bound, never written into the SQL. An error tells the file and the
/// line of the call; where it leaves the revision, all that the revision did is rolled back.
public final class Operations {
    private var exchange: (([UInt8]) throws -> [UInt8])?

    /// Makes operations over whatever carries messages to the host.
    @_spi(Runner) public init(_ exchange: @escaping ([UInt8]) throws -> [UInt8]) {
        self.exchange = exchange
    }

    /// From now on nothing more is carried out: the revision has ended.
    func end() {
        exchange = nil
    }

    /// Runs a statement.
    ///
    /// - Parameters:
    ///   - sql: one statement, with `?` where values go.
    ///   - values: the values, in order.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func execute(
        _ sql: String,
        _ values: [any SQLValueConvertible] = [],
        file: String = #fileID,
        line: Int = #line
    ) throws {
        _ = try changed(.execute(sql: sql, values: values.map(\.sqlValue), isCounting: false), ScriptPlace(file, line))
    }

    /// Runs a statement and counts the rows that it changes.
    ///
    /// What follows may depend on the number, so that `--dry-run` and `--sql` know the statements up to here only, as where
    /// rows are read.
    ///
    /// - Parameters:
    ///   - sql: one statement, with `?` where values go.
    ///   - values: the values, in order.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Returns: how many rows it changed; 0 for a statement that is no INSERT, UPDATE or DELETE.
    /// - Throws: `OperationError` with the database's reason.
    public func executeCounting(
        _ sql: String,
        _ values: [any SQLValueConvertible] = [],
        file: String = #fileID,
        line: Int = #line
    ) throws -> Int {
        try changed(.execute(sql: sql, values: values.map(\.sqlValue), isCounting: true), ScriptPlace(file, line))
    }

    /// Runs a statement and returns its rows, all at once; for large tables there is `forEachRow`.
    ///
    /// - Parameters:
    ///   - sql: one statement, with `?` where values go.
    ///   - values: the values, in order.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Returns: the rows.
    /// - Throws: `OperationError` with the database's reason.
    public func query(
        _ sql: String,
        _ values: [any SQLValueConvertible] = [],
        file: String = #fileID,
        line: Int = #line
    ) throws -> [SQLRow] {
        try rows(.query(sql: sql, values: values.map(\.sqlValue)), ScriptPlace(file, line))
    }

    /// Runs a statement and returns its first row.
    ///
    /// - Parameters:
    ///   - sql: one statement, with `?` where values go.
    ///   - values: the values, in order.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Returns: the row, or `nil` where there is none.
    /// - Throws: `OperationError` with the database's reason.
    public func queryOne(
        _ sql: String,
        _ values: [any SQLValueConvertible] = [],
        file: String = #fileID,
        line: Int = #line
    ) throws -> SQLRow? {
        try query(sql, values, file: file, line: line).first
    }
}

extension Operations {
    func change(_ change: SchemaChange, _ place: ScriptPlace) throws {
        _ = try send(.change(change), place)
    }

    func changed(_ request: ScriptRequest, _ place: ScriptPlace) throws -> Int {
        guard case .changed(let count) = try send(request, place) else { throw ScriptFormatError() }
        return Int(clamping: count)
    }

    func rows(_ request: ScriptRequest, _ place: ScriptPlace) throws -> [SQLRow] {
        guard case .rows(let rows) = try send(request, place) else { throw ScriptFormatError() }
        return rows
    }

    /// Tells that an operation of several requests has stopped in the middle, whatever becomes of the error.
    func abandon(_ error: any Error, _ place: ScriptPlace) {
        let reason = (error as? OperationError)?.message ?? "\(error)"
        _ = try? send(.abandon(reason: reason), place)
    }

    private func send(_ request: ScriptRequest, _ place: ScriptPlace) throws -> ScriptResponse {
        guard let exchange else {
            throw OperationError("the revision has ended: its operations can't be kept for later", at: place)
        }
        let answer = try exchange(ScriptCall(request: request, place: place).scriptBytes)
        let response = try ScriptResponse(scriptBytes: answer)
        if case .failure(let message, let sql) = response { throw OperationError(message, sql: sql, at: place) }
        return response
    }
}
