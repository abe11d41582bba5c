import Foundation
import Support
import Transport

/// What the body of a refusal says, in whichever of its forms it came (reference section 3): the JSON
/// envelope, a bare string as `error`, plain text, HTML, or nothing.
struct ErrorEnvelope {
    /// The tags from the outside in: `path`, `not_found`.
    var tags: [String] = []
    var summary: String?
    var userMessage: String?
    /// `error` itself, for what it holds beside its tags.
    var error: JSON?

    init(_ response: HTTPResponse) {
        guard let json = try? JSON(parsing: response.body), json.objectValue != nil else {
            // Not JSON: a 400 is plain text, a 5xx is often a proxy's page.
            summary = Self.text(of: response)
            return
        }
        error = json["error"]
        tags = Self.tags(in: error)
        summary = json["error_summary"]?.stringValue ?? json["error_description"]?.stringValue
        let message = json["user_message"]
        userMessage = message?["text"]?.stringValue ?? message?.stringValue
    }

    /// Follows a union inwards. A value under its tag that is not an object is data (the text of
    /// `malformed_path`), not a further tag.
    private static func tags(in error: JSON?) -> [String] {
        if let bare = error?.stringValue { return [bare] }
        var tags: [String] = []
        var union = error?["reason"] ?? error
        while let tag = union?[".tag"]?.stringValue {
            tags.append(tag)
            union = union?[tag]
        }
        return tags
    }

    /// The first line of a text answer, as far as a log line should hold it; nothing of an HTML page.
    private static func text(of response: HTTPResponse) -> String? {
        let text = String(decoding: response.body.prefix(2000), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, !text.hasPrefix("<") else { return nil }
        return String(text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500))
    }
}
