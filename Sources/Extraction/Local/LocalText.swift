public import Foundation
import Support
public import SyncEngine

/// Makes text of files that are text already, when nothing with parsers does: so a bare Elasticsearch is searchable.
///
/// The encoding is told by the bytes: UTF-8, UTF-16, or Windows-1252 with Latin-1 in it. HTML and XML lose
/// their markup; everything else is taken as it is. Bytes that are no text are refused, whatever the name says.
public struct LocalText: TextDecoding {
    public let identity = "local text 1"

    public init() {}

    public func text(of bytes: Data, name: String, limit: Int) throws -> ExtractedText {
        try bytes.withUnsafeBytes { bytes in
            guard let encoding = TextEncoding.detect(bytes) else {
                throw ContentUnavailable(
                    reason: "unsupported_type", message: "The content is not text.", status: .unsupportedType)
            }
            guard let markup = Self.markup(name, bytes, encoding) else {
                let (utf8, isTruncated) = encoding.decode(bytes, limit: limit)
                return ExtractedText(utf8: utf8, isTruncated: isTruncated)
            }
            // Where the text ends is not known before the markup is gone.
            return encoding.decode(bytes).utf8.withUnsafeBytes { bytes in
                var reader = MarkupText(limit: limit, isHTML: markup == .html)
                return reader.read(bytes)
            }
        }
    }

    private enum Markup {
        case html, xml
    }

    private static let extensions: [String: Markup] = [
        "html": .html, "htm": .html, "xhtml": .html, "aspx": .html, "jsp": .html, "xml": .xml, "xsd": .xml, "xsl": .xml,
        "xslt": .xml, "svg": .xml, "rss": .xml, "atom": .xml,
    ]

    private static func markup(_ name: String, _ bytes: UnsafeRawBufferPointer, _ encoding: TextEncoding) -> Markup? {
        if let dot = name.lastIndex(of: "."), let known = extensions[name[name.index(after: dot)...].lowercased()] {
            return known
        }
        let start = String(decoding: encoding.decode(bytes, limit: 512).utf8, as: UTF8.self)
            .drop(while: \.isWhitespace).prefix(16).lowercased()
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
        return start.hasPrefix("<?xml") ? .xml : nil
    }
}
