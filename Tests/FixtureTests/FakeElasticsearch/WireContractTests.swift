import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

/// Raw requests that the fake, and with `ES_URL` a real Elasticsearch, must answer alike.
@Suite struct WireContractTests {
    private static let real = ProcessInfo.processInfo.environment["ES_URL"].flatMap(URL.init(string:))
    private static let transport = URLSessionTransport()

    @Test(arguments: WireScript.all)
    func `the fake answers with the status of the table`(script: WireScript) async throws {
        try await withFakeElasticsearch { fake in
            for exchange in script.exchanges {
                let response = try await exchange.send(to: fake.url, index: "wire", over: Self.transport)
                #expect(response.status == exchange.status, "\(exchange.title): \(Self.text(response))")
            }
        }
    }

    @Test(.enabled(if: real != nil, "set ES_URL to compare with a real Elasticsearch"), arguments: WireScript.all)
    func `the fake answers as a real Elasticsearch does`(script: WireScript) async throws {
        let real = try #require(Self.real)
        let index = "wire-\(UUID().uuidString.lowercased())"
        try await withFakeElasticsearch { fake in
            for exchange in script.exchanges {
                let expected = try await exchange.send(to: real, index: index, over: Self.transport)
                let answer = try await exchange.send(to: fake.url, index: index, over: Self.transport)
                guard exchange.difference == nil else { continue }
                #expect(answer.status == expected.status, "\(exchange.title)\nreal: \(Self.text(expected))")
                let isEqual = comparable(answer.body, index: index) == comparable(expected.body, index: index)
                #expect(isEqual, "\(exchange.title)\nfake: \(Self.text(answer))\nreal: \(Self.text(expected))")
            }
        }
        let removal = WireExchange(.delete, "/{i}?ignore_unavailable=true", 200)
        _ = try await removal.send(to: real, index: index, over: Self.transport)
    }

    private static func text(_ response: HTTPResponse) -> String {
        "\(response.status) " + String(decoding: response.body.prefix(1500), as: UTF8.self)
    }
}
