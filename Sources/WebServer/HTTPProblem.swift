/// A refusal by the server itself, before any handler saw the request.
public struct HTTPProblem: Sendable {
    /// 400, 403, 404, 411, 413, 417 …
    public let status: Int
    /// Stable, for programs: `http.body-too-large` …
    public let code: String
    /// One sentence for people.
    public let detail: String
    /// The request's headers, as far as they could be read.
    public let headers: HTTPHeaders

    /// The usual answer: `application/problem+json` (RFC 9457) with `title`, `status`, `code` and `detail`.
    public var response: HTTPResponse {
        let title = HTTPStatus.reason(status)
        let text =
            "{\"title\":\"\(title)\",\"status\":\(status),\"code\":\"\(Self.escaped(code))\","
            + "\"detail\":\"\(Self.escaped(detail))\"}"
        return HTTPResponse(
            status: status, headers: [("Content-Type", "application/problem+json")], body: Array(text.utf8))
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": escaped += "\\\(scalar)"
            case _ where scalar.value < 0x20: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
