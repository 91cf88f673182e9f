/// One pipeline on its way: the request, and the answer to it.
struct Exchange {
    let target: LibSQLError.Target
    let token: BearerToken?
    let transport: any HTTPTransport
    let requests: [HranaRequest]
    let baton: String?

    /// Sends the pipeline in the words of a version.
    func post(_ version: HranaVersion) throws(LibSQLError) -> HTTPResponse {
        let request = HTTPRequest(
            url: target.address.url(version.path),
            headers: headers,
            body: try body(version),
            connectTimeout: target.options.connectTimeout,
            timeout: target.options.requestTimeout
        )
        do throws(HTTPTransportError) {
            return try transport.send(request)
        } catch {
            throw LibSQLError(error, to: target)
        }
    }

    private func body(_ version: HranaVersion) throws(LibSQLError) -> [UInt8] {
        do throws(EncodingFailure) {
            return try PipelineEncoder.encode(requests, baton: baton, version: version)
        } catch {
            throw LibSQLError(
                .invalidRequest,
                "the request to \(target.address.origin) cannot be sent: \(error.reason)",
                isOutcomeUnknown: false
            )
        }
    }

    private var headers: [HTTPHeader] {
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let token { headers.append(HTTPHeader("Authorization", "Bearer \(token.value)")) }
        return headers
    }

    /// Reads an answer.
    ///
    /// - Throws: `LibSQLError` for a status that is no success, and for a body that does not answer the requests.
    func answer(_ response: HTTPResponse) throws(LibSQLError) -> PipelineAnswer {
        guard response.status == 200 else {
            let refused = RefusedAnswer(
                target: target,
                token: token,
                requests: requests,
                hasBaton: baton != nil,
                now: HTTPTime.now
            )
            throw refused.error(response)
        }
        do throws(JSONError) {
            return try PipelineDecoder(requests: requests, words: target.words).decode(response.body)
        } catch {
            throw LibSQLError(
                .invalidAnswer,
                "the answer of \(target.address.origin) cannot be used: \(error.reason)",
                remedy: "Check the URL and the proxies on the way.",
                isOutcomeUnknown: true,
                status: response.status
            )
        }
    }
}
