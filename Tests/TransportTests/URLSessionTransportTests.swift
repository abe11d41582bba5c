import Foundation
import Testing
import Transport

/// What a transport owes its callers, against a server that misbehaves in every way we have met.
@Suite(.timeLimit(.minutes(10))) struct URLSessionTransportTests {
    let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 4, userAgent: "tests/1"))

    @Test(arguments: [
        "Basic realm=\"security\" charset=\"UTF-8\"", "Bearer realm=\"security\"", "ApiKey", "Negotiate",
        "Digest realm=\"a\", nonce=\"b\"", "Basic realm=\"security\", Bearer realm=\"security\", ApiKey",
    ])
    func `a 401 is an answer with its body, whatever it asks for`(challenge: String) async throws {
        let body = Data(#"{"error":"unable to authenticate"}"#.utf8)
        try await withServer({ _, connection in
            connection.answer(401, ["WWW-Authenticate": challenge], body)
            return true
        }) { server in
            for _ in 1...3 {
                let response = try await transport.send(HTTPRequest(.get, server.url))
                #expect(response.status == 401)
                #expect(response.body == body)
                #expect(response.headers["www-authenticate"] == challenge)
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer and is not followed`(status: Int) async throws {
        try await withServer({ _, connection in
            connection.answer(status, ["Location": "/elsewhere"], Data("moved".utf8))
            return true
        }) { server in
            let request = HTTPRequest(.post, server.url, headers: ["Authorization": "Bearer x"], body: Data("a".utf8))
            let response = try await transport.send(request)
            #expect(response.status == status)
            #expect(response.headers["Location"] == "/elsewhere")
            #expect(response.body == Data("moved".utf8))
            #expect(server.requests.map(\.target) == ["/"])
        }
    }

    @Test(arguments: [(204, [:]), (304, [:]), (302, [:]), (200, ["X-Empty": ""])] as [(Int, [String: String])])
    func `an answer without a body is one`(status: Int, headers: [String: String]) async throws {
        try await withServer({ _, connection in
            connection.answer(status, headers)
            return true
        }) { server in
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(response.status == status)
            #expect(response.body.isEmpty)
        }
    }

    @Test func `a body without a type is sent as bytes, not as a form`() async throws {
        try await withServer({ _, connection in
            connection.answer()
            return true
        }) { server in
            _ = try await transport.send(HTTPRequest(.post, server.url, body: Data("{}".utf8)))
            _ = try await transport.send(HTTPRequest(.put, server.url, body: Data("{}".utf8)))
            let json: HTTPHeaders = ["content-type": "application/json"]
            _ = try await transport.send(HTTPRequest(.post, server.url, headers: json, body: Data("{}".utf8)))
            _ = try await transport.send(HTTPRequest(.post, server.url))
            _ = try await transport.send(HTTPRequest(.delete, server.url))
            #expect(
                server.requests.map { $0.header("Content-Type") } == [
                    "application/octet-stream", "application/octet-stream", "application/json", nil, nil,
                ])
            #expect(server.requests.map { $0.header("Content-Length") } == ["2", "2", "2", "0", "0"])
            #expect(server.requests.allSatisfy { $0.header("User-Agent") == "tests/1" })
            #expect(server.requests.allSatisfy { $0.header("Cookie") == nil })
        }
    }

    @Test func `cookies are not kept`() async throws {
        try await withServer({ _, connection in
            connection.answer(200, ["Set-Cookie": "a=b; Path=/"])
            return true
        }) { server in
            for _ in 1...2 { _ = try await transport.send(HTTPRequest(.get, server.url)) }
            #expect(server.requests.allSatisfy { $0.header("Cookie") == nil })
        }
    }

    @Test func `five megabytes go up whole`() async throws {
        let body = Data((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try await withServer({ _, connection in
            connection.answer()
            return true
        }) { server in
            _ = try await transport.send(HTTPRequest(.post, server.url, body: body))
            #expect(server.requests.first?.body == body)
            #expect(server.requests.first?.header("Expect") == nil)
        }
    }

    @Test func `a long answer comes down whole, with and without its length`() async throws {
        let body = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 17) })
        try await withServer({ request, connection in
            guard request.target == "/chunked" else {
                connection.answer(200, [:], body)
                return true
            }
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for start in stride(from: 0, to: body.count, by: 700_000) {
                let part = body[start..<min(start + 700_000, body.count)]
                connection.send(Data((String(part.count, radix: 16) + "\r\n").utf8) + part + Data("\r\n".utf8))
            }
            connection.send("0\r\n\r\n")
            return true
        }) { server in
            for path in ["length", "chunked"] {
                let response = try await transport.send(HTTPRequest(.get, server.url.appending(path: path)))
                #expect(response.body == body)
            }
        }
    }

    @Test func `a compressed answer arrives decoded`() async throws {
        // `printf 'hello hello hello' | gzip -n`
        let gzip = Data([
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40,
            0x90, 0x00, 0x80, 0x88, 0xf9, 0xe5, 0x11, 0x00, 0x00, 0x00,
        ])
        try await withServer({ _, connection in
            connection.answer(200, ["Content-Encoding": "gzip"], gzip)
            return true
        }) { server in
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(String(decoding: response.body, as: UTF8.self) == "hello hello hello")
        }
    }

    @Test func `HEAD has headers and no body`() async throws {
        try await withServer({ _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\nX-A: b\r\n\r\n")
            return true
        }) { server in
            let response = try await transport.send(HTTPRequest(.head, server.url, maximumResponseBytes: 10))
            #expect(response.status == 200)
            #expect(response.headers["x-a"] == "b")
            #expect(response.body.isEmpty)
        }
    }

    @Test func `an idle connection that the server closed is replaced silently`() async throws {
        try await withServer({ _, connection in
            connection.answer()
            return false
        }) { server in
            for _ in 1...5 {
                let response = try await transport.send(HTTPRequest(.get, server.url))
                #expect(response.status == 200)
            }
            #expect(server.connectionsMade == 5)
        }
    }

    @Test func `connections are used again`() async throws {
        try await withServer({ _, connection in
            connection.answer()
            return true
        }) { server in
            for _ in 1...5 { _ = try await transport.send(HTTPRequest(.get, server.url)) }
            #expect(server.connectionsMade == 1)
        }
    }

    @Test func `a hundred requests share as many connections as configured`() async throws {
        let doors = Rendezvous(of: 4)
        try await withServer({ _, connection in
            doors.meet()    // answers only when four requests are here at the same time
            connection.answer()
            return true
        }) { server in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...100 {
                    group.addTask { try await transport.send(HTTPRequest(.get, server.url)).status }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.requests.count == 100)
            #expect(server.peakConnections == 4)
        }
    }

    @Test func `a transport that is no longer used closes its connections`() async throws {
        try await withServer({ _, connection in
            connection.answer()
            return true
        }) { server in
            _ = try await URLSessionTransport().send(HTTPRequest(.get, server.url))
            _ = await server.departures.first()
            #expect(server.connectionsMade == 1)
        }
    }
}
