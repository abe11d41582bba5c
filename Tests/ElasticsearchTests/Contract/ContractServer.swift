import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

/// A server that must keep the contract.
enum ContractServer: Sendable, CustomTestStringConvertible {
    case fake
    /// The fake as an Elasticsearch from before points in time, so that both ways of paging are walked.
    case oldFake
    /// The real one that `ES_URL` names.
    case real(URL)

    /// The ones at hand.
    static var all: [ContractServer] { [.fake, .oldFake] + real }

    static var real: [ContractServer] {
        ProcessInfo.processInfo.environment["ES_URL"].flatMap(URL.init(string:)).map { [.real($0)] } ?? []
    }

    var testDescription: String {
        switch self {
        case .fake: "the fake"
        case .oldFake: "the fake without points in time"
        case .real(let url): "the real one at \(url.host ?? "")"
        }
    }
}

/// Runs `body` with a client and the name of an index that is its own, and removes the index after it.
///
/// - Parameter wrap: What stands between the client and the server.
func withServer(
    _ server: ContractServer, through wrap: (any HTTPTransport) -> any HTTPTransport = { $0 },
    _ body: (ElasticsearchClient, _ index: String) async throws -> Void
) async throws {
    switch server {
    case .real(let url): try await withIndex(url, wrap, body)
    case .fake: try await withFakeElasticsearch { try await withIndex($0.url, wrap, body) }
    case .oldFake:
        try await withFakeElasticsearch { fake in
            fake.fail(matching: "POST /[^/]+/_pit", with: .status(400), times: nil)
            try await withIndex(fake.url, wrap, body)
        }
    }
}

private func withIndex(
    _ url: URL, _ wrap: (any HTTPTransport) -> any HTTPTransport,
    _ body: (ElasticsearchClient, _ index: String) async throws -> Void
) async throws {
    var options = ElasticsearchOptions(host: url)
    options.maximumAttempts = 2
    options.retryInterval = .milliseconds(1)
    let transport = URLSessionTransport()
    let index = "contract-\(UUID().uuidString.lowercased())"
    let sweeper = ElasticsearchClient(options: options, transport: transport)
    do {
        try await body(ElasticsearchClient(options: options, transport: wrap(transport)), index)
    } catch {
        try await remove(index, sweeper)
        throw error
    }
    try await remove(index, sweeper)
}

private func remove(_ index: String, _ client: ElasticsearchClient) async throws {
    _ = try await client.request(
        "removal of index \(index)", .delete, path: [index], query: [("ignore_unavailable", "true")])
}
