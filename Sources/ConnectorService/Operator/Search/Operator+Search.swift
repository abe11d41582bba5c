import ConnectorProtocol
import Elasticsearch
import Foundation
public import Support

/// A document that a search found.
public struct FoundDocument: Sendable {
    public var path: String
    public var link: String?
    /// Parts of the text around the words that were found, which stand between `<em>` and `</em>`.
    public var snippets: [String]

    /// - Parameter rank: From 1.
    public func lines(rank: Int, _ style: OutputStyle) -> [String] {
        var lines = ["\(rank). " + style(path.printable, .bold)]
        for snippet in snippets { lines.append("   … \(highlighted(snippet, style)) …") }
        if let link { lines.append("   " + style(link.printable, .dim)) }
        return lines
    }

    private func highlighted(_ snippet: String, _ style: OutputStyle) -> String {
        let text = snippet.split(whereSeparator: \.isWhitespace).joined(separator: " ").printable
        guard style.hasColours else { return text.replacing("<em>", with: "").replacing("</em>", with: "") }
        return text.replacing(/<em>(.*?)<\/em>/) { style(String($0.1), .yellow) }
    }

    public var json: JSON {
        ["path": .string(path), "link": .maybe(link), "snippets": .array(snippets.map { .string($0) })]
    }
}

extension Operator {
    /// Looks for words in the names, paths and texts that a connector has indexed, with the connector's own credential.
    ///
    /// - Parameter user: Finds what this person may see, by their access-control query: an e-mail address or an account
    ///   id. Nil finds everything.
    /// - Returns: The best documents, and how many there are.
    /// - Throws: ``UnknownConnector``; ``OperatorFailure`` when nothing was indexed yet, or nobody is known as `user`;
    ///   `ElasticsearchError`.
    public func search(
        _ words: String, in connectorID: String, as user: String? = nil, limit: Int
    ) async throws -> (documents: [FoundDocument], total: Int) {
        let connector = try await context.connector(named: connectorID)
        guard let index = connector.indexName else {
            throw OperatorFailure(.failure, "The connector has no index yet. Attach one in Kibana.")
        }
        var query: JSON = [
            "multi_match": ["query": .string(words), "fields": ["body", "name^2", "file_path"], "operator": "and", "type": "cross_fields"]
        ]
        if let user {
            let allowed = try await context.identities(of: connector).query(of: user).query
            query = ["bool": ["must": [query], "filter": [allowed]]]
        }
        let body: JSON = [
            "query": query, "size": .int(limit), "_source": ["file_path", "name", "web_url"], "track_total_hits": true,
            "highlight": ["fields": ["body": ["fragment_size": 120, "number_of_fragments": 2]]],
        ]
        do {
            let answer = try await context.contentClient(for: connector.id)
                .post([index, "_search"], body: body, for: "search in \"\(index)\"")
            let hits = answer["hits"]?["hits"]?.arrayValue ?? []
            return (hits.map(FoundDocument.init), answer["hits"]?["total"]?["value"]?.intValue ?? hits.count)
        } catch let error as ElasticsearchError where error.isMissingIndex {
            throw OperatorFailure(
                .failure, "The index \(index) does not exist yet: the first sync creates it. Ask for one: dropbox-connector sync.")
        }
    }
}

extension FoundDocument {
    init(_ hit: JSON) {
        let source = hit["_source"]
        path = source?["file_path"]?.stringValue ?? source?["name"]?.stringValue ?? hit["_id"]?.stringValue ?? "?"
        link = source?["web_url"]?.stringValue
        snippets = (hit["highlight"]?["body"]?.arrayValue ?? []).compactMap(\.stringValue)
    }
}
