import Foundation

@testable import LibSQLClient

extension CurlTransport {
    /// A transport for servers on this machine, whatever proxies the environment names.
    static func local(certificateFile: String? = nil, answerLimit: Int = CurlTransport.answerLimit) -> CurlTransport {
        _ = withoutProxies
        return CurlTransport(certificateFile: certificateFile, userAgent: "tests/1", answerLimit: answerLimit)
    }

    private static let withoutProxies: Void = {
        for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] { unsetenv(name) }
    }()

    /// The answer, or why there is none.
    func result(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPTransportError> {
        do throws(HTTPTransportError) {
            return .success(try send(request))
        } catch {
            return .failure(error)
        }
    }

    func failure(_ request: HTTPRequest) -> HTTPTransportError? {
        switch result(request) {
        case .success: nil
        case .failure(let error): error
        }
    }
}

extension HTTPRequest {
    /// A small request; its time-outs are longer than any test on a busy machine takes.
    static func test(
        _ url: String,
        body: String = "{}",
        headers: [HTTPHeader] = [],
        connectTimeout: Duration = .seconds(60),
        timeout: Duration = .seconds(120)
    ) -> HTTPRequest {
        HTTPRequest(
            url: url,
            headers: headers,
            body: Array(body.utf8),
            connectTimeout: connectTimeout,
            timeout: timeout
        )
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
