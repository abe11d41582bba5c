import Elasticsearch
import Foundation
import Support

/// The query that one person's searches are filtered by, made of what is stored for them.
///
/// Connector protocol: access-control document. What cannot be rendered completely is an error: a search must never
/// run without its filter.
struct AccessQuery: Sendable {
    /// Query DSL, complete.
    let query: JSON
    /// The identities that it looks for.
    let identities: [String]

    /// - Parameter document: `_source` of a document of the access-control index.
    init(document: JSON, id: String) throws(OperatorFailure) {
        func unusable(_ reason: String) -> OperatorFailure {
            OperatorFailure(
                .failure,
                """
                The access-control document "\(id)" has no query that could be used: \(reason). Sync the identities again: \
                dropbox-connector sync --type access_control.
                """)
        }
        guard let template = document["query"]?["template"], let source = template["source"]?.stringValue else {
            throw unusable("query.template.source is missing")
        }
        let parameters = template["params"]?.objectValue ?? [:]
        guard let values = parameters["access_control"]?.arrayValue else {
            throw unusable("query.template.params.access_control is missing")
        }
        identities = values.compactMap(\.stringValue)
        guard identities.count == values.count else { throw unusable("an identity is no text") }
        do {
            query = try JSON(parsing: Data(try Self.render(source, parameters).utf8))
        } catch {
            throw unusable("\((error as? Unrenderable)?.reason ?? "rendered, it is not JSON")")
        }
        guard query.objectValue?.isEmpty == false else { throw unusable("it is empty") }
    }

    private struct Unrenderable: Error {
        var reason: String
    }

    /// Mustache, as far as these templates have it: `{{#toJson}}name{{/toJson}}`.
    ///
    /// <https://www.elastic.co/docs/solutions/search/search-templates#search-template-convert-json>
    private static func render(_ source: String, _ parameters: [String: JSON]) throws -> String {
        let section = /\{\{#toJson\}\}\s*([A-Za-z0-9_]+)\s*\{\{\/toJson\}\}/
        var rendered = ""
        var rest = source[...]
        while let match = rest.firstMatch(of: section) {
            let name = String(match.1)
            guard let value = parameters[name] else { throw Unrenderable(reason: "the parameter \(name) is missing") }
            rendered += try plain(rest[..<match.range.lowerBound])
            rendered += String(decoding: try value.data(), as: UTF8.self)
            rest = rest[match.range.upperBound...]
        }
        return rendered + (try plain(rest))
    }

    private static func plain(_ text: Substring) throws -> Substring {
        guard !text.contains("{{") else { throw Unrenderable(reason: "its template has other sections than toJson") }
        return text
    }
}
