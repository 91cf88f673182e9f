/// What an answer to a pipeline says.
struct PipelineAnswer: Hashable {
    var baton: String?
    var baseURL: String?
    var results: [Result<HranaResponse, HranaError>]
}

/// Reads the answer to a pipeline, and holds it against what was asked (Hrana 3, "Execute a pipeline of requests").
struct PipelineDecoder {
    let requests: [HranaRequest]
    let words: ServerWords

    /// Reads an answer.
    ///
    /// - Throws: `JSONError` where it is no answer, or one to other requests.
    func decode(_ body: [UInt8]) throws(JSONError) -> PipelineAnswer {
        var reader = JSONReader(body)
        var answer = PipelineAnswer(results: [])
        var results: [Result<HranaResponse, HranaError>]?
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "baton": answer.baton = try reader.optionalString()
            case "base_url": answer.baseURL = try reader.optionalString()
            case "results": results = try self.results(&reader)
            default: try reader.skipValue()
            }
        }
        try reader.end()
        guard let results else { throw reader.failure("there are no results") }
        guard results.count == requests.count else {
            throw JSONError(reason: "it has \(results.count) results for \(requests.count) requests")
        }
        answer.results = results
        return answer
    }

    private func results(_ reader: inout JSONReader) throws(JSONError) -> [Result<HranaResponse, HranaError>] {
        var index = 0
        return try reader.array { reader throws(JSONError) in
            defer { index += 1 }
            return try result(&reader, to: index < requests.count ? requests[index] : nil)
        }
    }

    private func result(
        _ reader: inout JSONReader,
        to request: HranaRequest?
    ) throws(JSONError) -> Result<HranaResponse, HranaError> {
        var kind: String?
        var response: HranaResponse?
        var error: HranaError?
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "type": kind = try reader.string()
            case "response":
                response = try reader.optional { reader throws(JSONError) in
                    try self.response(&reader, to: request)
                }
            case "error":
                error = try reader.optional { reader throws(JSONError) in try self.error(&reader) }
            default: try reader.skipValue()
            }
        }
        switch (kind, response, error) {
        case ("ok", let response?, _): return .success(response)
        case ("error", _, let error?): return .failure(error)
        default: throw reader.failure("there is neither a response nor an error before")
        }
    }

    private func response(
        _ reader: inout JSONReader,
        to request: HranaRequest?
    ) throws(JSONError) -> HranaResponse {
        guard let request else {
            throw JSONError(reason: "it has more results than the \(requests.count) requests")
        }
        var kind: String?
        var result: HranaResponse?
        try reader.object { reader, key throws(JSONError) in
            switch (key, request) {
            case ("type", _): kind = try reader.string()
            case ("result", .execute): result = .execute(try rows(&reader))
            case ("result", .batch(let steps)): result = .batch(try batch(&reader, count: steps.count))
            case ("result", .describe): result = .describe(try description(&reader))
            case ("is_autocommit", .getAutocommit): result = .getAutocommit(try reader.bool())
            default: try reader.skipValue()
            }
        }
        guard kind == request.name else {
            throw reader.failure("there is a response to another request than \(request.name) before")
        }
        switch request {
        case .sequence: return .sequence
        case .close: return .close
        case .execute, .batch, .describe, .getAutocommit:
            guard let result else { throw reader.failure("there is a response without a result before") }
            return result
        }
    }

    /// An error of a request or a step, made fit to be shown.
    func error(_ reader: inout JSONReader) throws(JSONError) -> HranaError {
        var error = HranaError(message: "")
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "message": error.message = words.shown(try reader.optionalString() ?? "")
            case "code": error.code = try reader.optionalString().map { words.shown($0, limit: 100) }
            case "extended_code":
                let isText = reader.peek() == UInt8(ascii: "\"") || reader.peek() == UInt8(ascii: "n")
                let code = isText ? try reader.optionalString() : try reader.number()
                error.extendedCode = code.map { words.shown($0, limit: 100) }
            default: try reader.skipValue()
            }
        }
        return error
    }

    // MARK: results

    private func batch(_ reader: inout JSONReader, count: Int) throws(JSONError) -> HranaBatchResult {
        var batch = HranaBatchResult(results: [], errors: [])
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "step_results":
                batch.results = try reader.array { reader throws(JSONError) in
                    try reader.optional { reader throws(JSONError) in try rows(&reader) }
                }
            case "step_errors":
                batch.errors = try reader.array { reader throws(JSONError) in
                    try reader.optional { reader throws(JSONError) in try error(&reader) }
                }
            default: try reader.skipValue()
            }
        }
        guard batch.results.count == count, batch.errors.count == count else {
            throw JSONError(
                reason: "it has \(batch.results.count) results and \(batch.errors.count) errors for a batch of "
                    + "\(count) steps"
            )
        }
        return batch
    }

    private func rows(_ reader: inout JSONReader) throws(JSONError) -> HranaRows {
        var rows = HranaRows()
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "cols":
                rows.columns = try reader.array { reader throws(JSONError) in try column(&reader).name }
            case "rows":
                rows.rows = try reader.array { reader throws(JSONError) in
                    try reader.array { reader throws(JSONError) in try reader.value() }
                }
            case "affected_row_count": rows.affectedRows = try reader.integer()
            case "last_insert_rowid":
                rows.lastInsertRowID = try reader.optional { reader throws(JSONError) in try reader.integer() }
            case "query_duration_ms":
                rows.queryDurationMS = try reader.optional { reader throws(JSONError) in try reader.double() }
            default: try reader.skipValue()
            }
        }
        guard rows.rows.allSatisfy({ $0.count == rows.columns.count }) else {
            throw reader.failure("there is a row with more or fewer values than columns before")
        }
        return rows
    }

    private func column(_ reader: inout JSONReader) throws(JSONError) -> HranaDescription.Column {
        var column = HranaDescription.Column(name: "")
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "name": column.name = try reader.optionalString() ?? ""
            case "decltype": column.declaredType = try reader.optionalString()
            default: try reader.skipValue()
            }
        }
        return column
    }

    private func description(_ reader: inout JSONReader) throws(JSONError) -> HranaDescription {
        var description = HranaDescription()
        try reader.object { reader, key throws(JSONError) in
            switch key {
            case "params":
                description.parameters = try reader.array { reader throws(JSONError) in try parameter(&reader) }
            case "cols":
                description.columns = try reader.array { reader throws(JSONError) in try column(&reader) }
            case "is_explain": description.isExplain = try reader.bool()
            case "is_readonly": description.isReadOnly = try reader.bool()
            default: try reader.skipValue()
            }
        }
        return description
    }

    private func parameter(_ reader: inout JSONReader) throws(JSONError) -> String? {
        var name: String?
        try reader.object { reader, key throws(JSONError) in
            if key == "name" { name = try reader.optionalString() } else { try reader.skipValue() }
        }
        return name
    }
}

extension HranaRequest {
    /// Its `type` in JSON.
    var name: String {
        switch self {
        case .execute: "execute"
        case .batch: "batch"
        case .sequence: "sequence"
        case .describe: "describe"
        case .getAutocommit: "get_autocommit"
        case .close: "close"
        }
    }
}
