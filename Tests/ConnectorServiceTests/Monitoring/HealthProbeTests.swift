import Foundation
import HTTPServer
import Testing
import Transport

@testable import ConnectorService

@Suite struct HealthProbeTests {
    @Test(arguments: [(200, true), (503, false), (404, false)])
    func `the service's own answer decides`(status: Int, isWell: Bool) async throws {
        let server = try await HTTPServer.start { request in
            .text("\(request.path)\n", status: status)
        }
        let probe = HealthProbe(address: server.address, transport: URLSessionTransport(options: TransportOptions()))
        let answer = await probe.ask(ready: false)
        let readiness = await probe.ask(ready: true)
        await server.stop()
        #expect(answer == HealthProbe.Answer(isWell: isWell, text: "/healthz"))
        #expect(readiness == HealthProbe.Answer(isWell: isWell, text: "/readyz"))
    }

    @Test(arguments: [
        (#"{"status":"ok","loops":{"a":{"stuck":false},"b":{"stuck":false}}}"#, "The service is well: 2 loops turn."),
        (#"{"status":"stuck","loops":{"a":{"stuck":true},"b":{"stuck":false}}}"#, "The service is stuck: these loops do not turn: a."),
        (#"{"status":"ready"}"#, "The service is ready."),
        (#"{"status":"not ready","reason":"Elasticsearch is away"}"#, "The service is not ready: Elasticsearch is away"),
        ("502 Bad Gateway", "502 Bad Gateway"),
    ])
    func `what it says is told in a sentence`(text: String, sentence: String) {
        #expect(HealthProbe.Answer(isWell: true, text: text).sentence == sentence)
    }

    @Test func `a service that does not answer is not well`() async throws {
        let probe = HealthProbe(
            address: ListenAddress(port: 1), transport: URLSessionTransport(options: TransportOptions()))
        #expect(await probe.ask(ready: false).isWell == false)
    }

    @Test(arguments: [
        ("0.0.0.0:9464", "http://127.0.0.1:9464"), ("9464", "http://127.0.0.1:9464"), ("[::]:1", "http://[::1]:1"),
        ("[::1]:2", "http://[::1]:2"), ("localhost:3", "http://localhost:3"),
    ])
    func `what listens on all addresses is asked at the loopback`(text: String, url: String) throws {
        #expect(try #require(ListenAddress(text)).localURL?.absoluteString == url)
    }

    @Test func `without an address in the configuration the line to add is told`() throws {
        #expect(throws: OperatorFailure.self) { try HealthProbe(configuration("connectors: [{connector_id: a}]")) }
    }
}
