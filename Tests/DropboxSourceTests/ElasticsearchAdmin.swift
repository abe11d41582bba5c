import Elasticsearch
import Foundation
import Support
import Transport

/// What only somebody beside the connector does to an index.
struct ElasticsearchAdmin {
    private let url: URL
    private let transport = URLSessionTransport(options: TransportOptions())

    init(_ url: URL) { self.url = url }

    func delete(_ index: String) async throws {
        _ = try await transport.send(HTTPRequest(.delete, url.appending(path: index)))
    }

    func create(_ index: String, mappings: JSON) async throws {
        let client = ElasticsearchClient(options: ElasticsearchOptions(host: url), transport: transport)
        _ = try await client.createIndex(index, body: ["mappings": mappings])
    }
}
