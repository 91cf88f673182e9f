/// One HTTP request that carries SQL, past its token: stream, requests, answer.
struct Exchange {
    let database: NamespaceDatabase
    let parser: StatementParser
    let rules: SessionRules
    let options: LibSQLTestServer.Options
    let mayWrite: Bool
    let activity: RequestActivity

    func answer(_ body: [UInt8], at endpoint: Endpoint) throws(ProtocolFailure) -> Reply {
        switch endpoint {
        case .pipeline(let version): try pipeline(PipelineBody(body), context(version))
        case .cursor: try cursor(body)
        case .execute: try executeOnce(body)
        case .batch: try batchOnce(body)
        case .information: throw .notFound
        }
    }

    private func context(_ version: ProtocolVersion) -> RequestContext {
        RequestContext(version: version, mayWrite: mayWrite)
    }

    private func makeStream() throws(ProtocolFailure) -> HranaStream {
        do {
            let session = try DatabaseSession(path: database.path, queue: database.queue, rules: rules)
            return HranaStream(session: session, parser: parser, dialect: options.dialect)
        } catch {
            throw .internal(error.message)
        }
    }

    private func acquire(_ baton: String?) throws(ProtocolFailure) -> StreamRegistry.Lease {
        let lease = try database.streams.acquire(baton: baton) { () throws(ProtocolFailure) in try makeStream() }
        activity.begin(lease.stream.cancellation)
        return lease
    }

    private func pipeline(_ body: PipelineBody, _ context: RequestContext) throws(ProtocolFailure) -> Reply {
        try checkClose(body)
        let lease = try acquire(body.baton)
        var results: [JSON] = []
        for request in body.requests {
            do {
                results.append(try lease.stream.answer(request, context))
            } catch {
                database.streams.drop(lease)
                throw error
            }
        }
        return .json(
            200,
            [
                "baton": .text(release(lease)),
                "base_url": .text(options.baseURL),
                "results": .array(results),
            ]
        )
    }

    /// The hosted service refuses a pipeline in which anything follows a `close`.
    private func checkClose(_ body: PipelineBody) throws(ProtocolFailure) {
        guard options.dialect == .cloud else { return }
        for case .close in body.requests.dropLast() {
            throw .refused("close must be the last request of a pipeline")
        }
    }

    /// The baton of the next request; `nil` where the stream is at its end.
    private func release(_ lease: StreamRegistry.Lease) -> String? {
        let isKept = options.dialect == .sqld || options.keepsStatelessStreams || lease.stream.hasState
        guard isKept, !activity.isCancelled else {
            database.streams.drop(lease)
            return nil
        }
        return database.streams.release(lease)
    }
}

extension Exchange {
    private func cursor(_ bytes: [UInt8]) throws(ProtocolFailure) -> Reply {
        let json = try JSON(body: bytes)
        let batch = try HranaBatch(json: json.member("batch"))
        let lease = try acquire(try json.optionalString("baton"))
        do throws(RequestFailure) {
            let outcomes = try lease.stream.run(batch, context(.v3))
            let baton = activity.isCancelled ? nil : database.streams.release(lease)
            if baton == nil { database.streams.drop(lease) }
            return cursorReply(outcomes, baton: baton)
        } catch {
            return try failedCursor(error, lease)
        }
    }

    /// What fails before the first step kills the stream of a cursor, in the open-source server.
    private func failedCursor(
        _ failure: RequestFailure,
        _ lease: StreamRegistry.Lease
    ) throws(ProtocolFailure) -> Reply {
        switch failure {
        case .whole(let failure):
            database.streams.drop(lease)
            throw failure
        case .inAnswer(let error) where error == .responseTooLarge:
            let lines: [JSON] = [
                firstLine(database.streams.release(lease)),
                .members(["type": .string("error"), "error": error.json]),
            ]
            return Self.lines(lines)
        case .inAnswer(let error):
            database.streams.drop(lease)
            throw .internal(error.message)
        }
    }

    private func firstLine(_ baton: String?) -> JSON {
        .members(["baton": .text(baton), "base_url": .text(options.baseURL)])
    }

    private func cursorReply(_ outcomes: [StepOutcome], baton: String?) -> Reply {
        var lines = [firstLine(baton)]
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .skipped: continue
            case .failed(let error):
                lines.append(
                    .members(["type": .string("step_error"), "step": .integer(index), "error": error.json])
                )
            case .succeeded(let result): lines += Self.entries(of: result, step: index)
            }
        }
        lines.append(.members(["type": .string("replication_index"), "replication_index": .null]))
        return Self.lines(lines)
    }

    private static func entries(of result: StatementResult, step: Int) -> [JSON] {
        let begin = JSON.members([
            "type": .string("step_begin"), "step": .integer(step), "cols": .array(result.columns.map(\.json)),
        ])
        let rows = result.rows.map { row in
            JSON.members(["type": .string("row"), "row": .array(row.map(\.json))])
        }
        // The row id is a number here, and a string everywhere else.
        let end = JSON.members([
            "type": .string("step_end"), "affected_row_count": .integer(result.affectedRows),
            "last_insert_rowid": result.lastInsertRowID.map { .integer($0) } ?? .null,
        ])
        return [begin] + rows + [end]
    }

    private static func lines(_ lines: [JSON]) -> Reply {
        Reply(200, type: "text/plain", body: lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] })
    }
}

/// The first version of the protocol over HTTP: no streams, one connection for each request.
extension Exchange {
    private func executeOnce(_ bytes: [UInt8]) throws(ProtocolFailure) -> Reply {
        let statement = try HranaStatement(json: JSON(body: bytes).member("stmt"))
        return try once { stream throws(RequestFailure) in
            try stream.execute(statement, context(.v1)).json(options.dialect)
        }
    }

    private func batchOnce(_ bytes: [UInt8]) throws(ProtocolFailure) -> Reply {
        let batch = try HranaBatch(json: JSON(body: bytes).member("batch"))
        return try once { stream throws(RequestFailure) in
            HranaStream.json(try stream.run(batch, context(.v1)), options.dialect)
        }
    }

    private func once(_ body: (HranaStream) throws(RequestFailure) -> JSON) throws(ProtocolFailure) -> Reply {
        let lease = try acquire(nil)
        defer { database.streams.drop(lease) }
        do {
            return .json(200, ["result": try body(lease.stream)])
        } catch {
            switch error {
            case .whole(let failure): throw failure
            case .inAnswer(let error):
                return Reply(Self.status(of: error), type: "application/json", body: error.json.bytes)
            }
        }
    }

    private static func status(of error: HranaError) -> Int {
        switch error.code {
        case "ARGS_BOTH_POSITIONAL_AND_NAMED": 501
        case "TRANSACTION_TIMEOUT", "TRANSACTION_BUSY": 503
        case let code where code.hasPrefix("SQLITE_"): 500
        default: 400
        }
    }
}
