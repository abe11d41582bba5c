import Foundation
import TestSupport
import Testing
import Transport

/// What a request ends in when no whole answer comes.
@Suite(.timeLimit(.minutes(10))) struct TransportFailureTests {
    let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 2))

    /// Not among them: what ends the process inside of Foundation, see ``URLSessionTransport``.
    enum Break: CaseIterable {
        case close, reset, body, chunk, bodyReset, garbage

        func perform(on connection: LoopbackServer.Connection) {
            switch self {
            case .close: break
            case .reset: connection.reset()
            case .body: connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            case .chunk: connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf")
            case .bodyReset:
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
                connection.reset()
            case .garbage: connection.send("220 smtp.example.com ESMTP\r\n")
            }
        }
    }

    @Test(arguments: Break.allCases)
    func `a connection that breaks is an error, never a short answer`(kind: Break) async throws {
        try await withServer({ _, connection in
            kind.perform(on: connection)
            return false
        }) { server in
            let error = try await failure(of: HTTPRequest(.get, server.url))
            #expect(error.code == (kind == .garbage ? .other : .connectionLost))
            #expect(error.isTransient)
        }
    }

    @Test func `nothing listening is a failed connection`() async throws {
        let nobody = try UnservedPort()
        let error = try await failure(of: HTTPRequest(.get, nobody.url))
        #expect(error.code == .connectionFailed)
        #expect(error.description.hasPrefix("GET \(nobody.url.absoluteString)"))
    }

    @Test func `an unknown host is one`() async throws {
        let error = try await failure(of: HTTPRequest(.get, URL(string: "http://nowhere.invalid/")!))
        #expect(error.code == .hostNotFound)
    }

    @Test func `TLS to a server that speaks something else fails for good`() async throws {
        let server = LoopbackServer.start(greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { _, _ in false }
        defer { server.stop() }
        let error = try await failure(of: HTTPRequest(.get, URL(string: "https://127.0.0.1:\(server.port)/")!))
        #expect(error.code == .secureConnectionFailed)
        #expect(!error.isTransient)
    }

    @Test func `an answer that is too long fails while it arrives`() async throws {
        try await withServer({ request, connection in
            switch request.target {
            // The rest never comes: waiting for it would time out.
            case "/length": connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            default: connection.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 101))
            }
            connection.waitForEnd()
            return false
        }) { server in
            for path in ["length", "counted"] {
                let request = HTTPRequest(.get, server.url.appending(path: path), maximumResponseBytes: 100)
                let error = try await failure(of: request)
                #expect(error.code == .responseTooLarge)
                #expect(!error.isTransient)
            }
        }
    }

    @Test func `an answer of just the most bytes is accepted`() async throws {
        try await withServer({ _, connection in
            connection.answer(200, [:], Data(count: 100))
            return true
        }) { server in
            let response = try await transport.send(HTTPRequest(.get, server.url, maximumResponseBytes: 100))
            #expect(response.body.count == 100)
        }
    }

    @Test func `each request has its own timeout, in one session`() async throws {
        try await withServer({ _, connection in
            connection.waitForEnd()
            return false
        }) { server in
            let long = Task { try await transport.send(HTTPRequest(.get, server.url, timeout: .seconds(3600))) }
            for _ in 1...2 {
                let error = try await failure(of: HTTPRequest(.get, server.url, timeout: .seconds(1)))
                #expect(error.code == .timedOut)
            }
            // Whose hour is not over is ended by nothing but this.
            long.cancel()
            await #expect(throws: CancellationError.self) { try await long.value }
        }
    }

    private func failure(of request: HTTPRequest) async throws -> TransportError {
        try await #require(throws: TransportError.self) { try await transport.send(request) }
    }

    @Test func `waiting for a connection does not count towards the timeout`() async throws {
        let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 1))
        try await withServer({ request, connection in
            if request.target == "/first" { connection.waitForEnd() }
            connection.answer()
            return true
        }) { server in
            let first = HTTPRequest(.get, server.url.appending(path: "first"), timeout: .seconds(11))
            let held = Task { try await transport.send(first) }
            _ = await server.arrivals.first()
            let second = HTTPRequest(.get, server.url.appending(path: "second"), timeout: .seconds(10))
            let response = try await transport.send(second)
            #expect(response.status == 200)
            await #expect(throws: TransportError.self) { try await held.value }
        }
    }

    /// Odd, but seen: none may hang, crash, or be taken for a good answer.
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nnocolon\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 10\r\n\r\nhalf",
    ])
    func `a malformed answer is an error that may pass`(answer: String) async throws {
        try await withServer({ _, connection in
            connection.send(answer)
            return false
        }) { server in
            let error = try await failure(of: HTTPRequest(.get, server.url, timeout: .seconds(100)))
            #expect(error.code == .connectionLost || error.code == .other)
            #expect(error.isTransient)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 302 Found\r\nLocation: http://[\r\n", "HTTP/1.1 302 Found\r\nLocation: ?x=%zz\r\n",
        "HTTP/1.1 307 Found\r\nLocation: //user@:99999999/\r\n", "HTTP/1.1 308 Found\r\nLocation: \r\n",
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"\r\n", "HTTP/1.1 401 No\r\nWWW-Authenticate: =,=\r\n",
        "HTTP/1.1 103 Hints\r\nLink: a\r\n\r\nHTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"a\"\r\n",
        "HTTP/1.1 999 Odd\r\n",
    ])
    func `what an answer says of itself is passed on, however odd`(head: String) async throws {
        try await withServer({ _, connection in
            connection.send(head + "Content-Length: 2\r\n\r\nok")
            return true
        }) { server in
            let response = try await transport.send(HTTPRequest(.get, server.url, timeout: .seconds(100)))
            #expect(response.status >= 300)
            // Foundation drops the body of a redirect that leads nowhere.
            #expect(response.body == Data("ok".utf8) || (response.body.isEmpty && [302, 308].contains(response.status)))
        }
    }

    @Test(arguments: [
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, headers: ["A": "b\r\nX: secret"]),
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, headers: ["A": "b\nsecret"]),
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, headers: ["A": "\0secret"]),
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, headers: ["A": "Größe secret"]),
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, headers: ["A: b\r\nX": "secret"]),
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, headers: ["": "secret"]),
        HTTPRequest(.get, URL(string: "http://127.0.0.1:1/")!, body: Data("secret".utf8)),
        HTTPRequest(.get, URL(string: "ftp://127.0.0.1:1/")!),
        HTTPRequest(.get, URL(string: "http:///path")!),
    ])
    func `what cannot be sent as it is, is refused before it is sent`(request: HTTPRequest) async throws {
        let error = try await failure(of: request)
        #expect(error.code == .invalidRequest)
        #expect(!error.isTransient)
        #expect(!error.description.contains("secret"))
    }

    @Test func `an error names the request without its credentials`() {
        let url = URL(string: "https://elastic:secret@es.example.com:9200/a?b=c")!
        let error = TransportError(code: .timedOut, request: HTTPRequest(.put, url), reason: "It took too long.")
        #expect(error.description == "PUT https://es.example.com:9200/a?b=c: It took too long.")
    }
}
