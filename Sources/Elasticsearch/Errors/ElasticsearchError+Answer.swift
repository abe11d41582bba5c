import Foundation
import Support
import Transport

extension ElasticsearchError {
    /// The most characters of a reason that are kept: a mapping error can quote a whole document.
    private static let maximumReason = 1000

    /// What an answer with a status from 300 on says.
    ///
    /// Elasticsearch answers with an error object or, on some routes, an error text; a proxy before it
    /// with anything at all.
    init(_ response: HTTPResponse, operation: String) {
        self.init(code: Code(status: response.status), operation: operation, status: response.status)
        retryAfter = RetryAfter(response)?.delay
        switch try? JSON(parsing: response.body) {      // what is not JSON is told as text
        case .object(let body)?: read(body)
        case _?, nil: reason = Self.excerpt(of: response.body)
        }
        if code == .redirected, let place = response.headers["Location"] {
            reason = "the server sends us to \(place)"
        }
    }

    /// An answer that should have been readable.
    init(unreadable response: HTTPResponse, decoding error: any Error, operation: String) {
        self.init(
            code: .unreadableAnswer, operation: operation, status: response.status,
            reason: "\(Self.excerpt(of: response.body) ?? "an empty body") (\(Self.place(of: error)))")
    }

    private mutating func read(_ body: [String: JSON]) {
        saysNoDocument = body["found"] == false || body["result"] == "not_found"
        switch body["error"] {
        case .object(let error)?:
            type = error["type"]?.stringValue
            reason = error["reason"]?.stringValue.map(Self.shortened)
            let deepest = Self.deepestReason(error)
            rootCause = deepest == reason ? nil : deepest
        case .string(let text)?:
            reason = Self.shortened(text)
        default:
            reason = (body["message"]?.stringValue ?? body["result"]?.stringValue).map(Self.shortened)
        }
    }

    private static func deepestReason(_ error: [String: JSON]) -> String? {
        var cause = error["root_cause"]?.arrayValue?.first?.objectValue ?? error
        if let direct = error["caused_by"]?.objectValue { cause = direct }
        while let next = cause["caused_by"]?.objectValue { cause = next }
        return cause["reason"]?.stringValue.map(shortened)
    }

    /// The beginning of a body that is not JSON, on one line; of a page, its text without the tags.
    private static func excerpt(of body: Data) -> String? {
        var text = String(decoding: body.prefix(4000), as: UTF8.self)
        if text.drop(while: \.isWhitespace).hasPrefix("<") {
            text = text.replacing(#/<(style|script)[^>]*>[\s\S]*?</\1>|<[^>]*>/#.ignoresCase(), with: " ")
        }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(200))
    }

    private static func shortened(_ text: String) -> String {
        text.count > maximumReason ? text.prefix(maximumReason) + "…" : text
    }

    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        let context =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil as DecodingError.Context?
            }
        let path = context?.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return "\(context?.debugDescription ?? "\(error)")\(path.map { $0.isEmpty ? "" : " at \($0)" } ?? "")"
    }
}
