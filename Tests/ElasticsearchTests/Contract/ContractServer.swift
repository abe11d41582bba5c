import Elasticsearch
import Foundation
import Support
import Testing
import Transport

/// A server that must keep the contract.
enum ContractServer: Sendable, CustomTestStringConvertible {
    /// The real one that `ES_URL` names.
    case real(URL)

    /// The ones at hand.
    static var all: [ContractServer] {
        ProcessInfo.processInfo.environment["ES_URL"].flatMap(URL.init(string:)).map { [.real($0)] } ?? []
    }

    var testDescription: String {
        switch self {
        case .real(let url): "the real one at \(url)"
        }
    }
}

/// Runs `body` with a client and the name of an index that is its own, and removes the index after it.
func withServer(
    _ server: ContractServer, _ body: (ElasticsearchClient, _ index: String) async throws -> Void
) async throws {
    switch server {
    case .real(let url): try await withIndex(url, body)
    }
}

private func withIndex(
    _ url: URL, _ body: (ElasticsearchClient, _ index: String) async throws -> Void
) async throws {
    var options = ElasticsearchOptions(host: url)
    options.maximumAttempts = 2
    options.retryInterval = .milliseconds(10)
    let client = ElasticsearchClient(options: options, transport: URLSessionTransport())
    let index = "contract-\(UUID().uuidString.lowercased())"
    do {
        try await body(client, index)
    } catch {
        try await remove(index, client)
        throw error
    }
    try await remove(index, client)
}

private func remove(_ index: String, _ client: ElasticsearchClient) async throws {
    _ = try await client.request(
        "removal of index \(index)", .delete, path: [index], query: [("ignore_unavailable", "true")])
}
