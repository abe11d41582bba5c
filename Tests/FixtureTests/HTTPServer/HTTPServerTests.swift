import Foundation
import HTTPServer
import Synchronization
import Testing

/// Answers with what arrived.
private let echo: HTTPServer.Handler = { request in
    .text("\(request.method) \(request.path) \(request.query.sorted { $0.key < $1.key }) \(request.body.count)")
}

private func withServer(
    _ handler: @escaping HTTPServer.Handler = echo, _ body: (HTTPServer) async throws -> Void
) async throws {
    let server = try await HTTPServer.start(handler: handler)
    do {
        try await body(server)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

@Suite struct HTTPServerTests {
    @Test func `one connection serves request after request`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            for number in 1...3 {
                client.send("GET /page/\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                let (head, body) = client.answer()
                #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(String(decoding: body, as: UTF8.self) == "GET /page/\(number) [] 0")
            }
            #expect(server.acceptedConnections == 1)
        }
    }

    @Test func `target and query are decoded, and kept as sent`() async throws {
        let seen = Mutex<ServerRequest?>(nil)
        try await withServer({ request in
            seen.withLock { $0 = request }
            return ServerResponse()
        }) { server in
            let client = try RawClient(port: server.port)
            client.send("GET /a%20b/%C3%BC?x=1%262&flag&y=a+b HTTP/1.1\r\nhost: x\r\nX-Odd:  spaced \t\r\n\r\n")
            _ = client.answer()
        }
        let request = try #require(seen.withLock { $0 })
        #expect(request.path == "/a b/ü")
        #expect(request.query == ["x": "1&2", "flag": "", "y": "a b"])
        #expect(request.rawTarget == "/a%20b/%C3%BC?x=1%262&flag&y=a+b")
        #expect(request.header("x-odd") == "spaced")
        #expect(request.header("x") == nil)
    }

    @Test(arguments: [
        "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world",
        "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: 1\r\n\r\n",
    ])
    func `a body arrives whole, also byte by byte`(request: String) async throws {
        try await withServer({ .text(String(decoding: $0.body, as: UTF8.self)) }) { server in
            let client = try RawClient(port: server.port)
            client.send(request)
            #expect(client.answer().body == Data("hello world".utf8))
            for byte in request.utf8 {
                client.send(Data([byte]))
            }
            #expect(client.answer().body == Data("hello world".utf8))
        }
    }

    @Test func `bodies of 200 MB go both ways`() async throws {
        let size = 200_000_000
        try await withServer({ ServerResponse(body: $0.body) }) { server in
            let client = try RawClient(port: server.port, timeout: .seconds(60))
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: \(size)\r\n\r\n")
            #expect(client.answer().head == "HTTP/1.1 100 Continue")
            client.send(Data(count: size))
            #expect(client.answer().body.count == size)
        }
    }

    @Test func `HEAD gets the headers of GET and no body`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\nGET /y HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.answer(hasBody: false).head.contains("Content-Length: 12"))
            #expect(client.answer().body == Data("GET /y [] 0".utf8))
        }
    }

    @Test func `204 and 304 have neither body nor length`() async throws {
        try await withServer({ _ in ServerResponse(status: 204, body: Data("x".utf8)) }) { server in
            let client = try RawClient(port: server.port)
            client.send("DELETE /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(client.receiveAll() == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        }
    }

    @Test(arguments: [
        ("GET /x\r\n\r\n", 400),
        ("GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /x HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        ("GET /x HTTP/1.1\r\n\r\n", 400),
        ("GET /x HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400),
        ("GET /x HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n", 400),
        ("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999999\r\n\r\n", 413),
        ("GET /x HTTP/1.1\r\nHost: x\r\nBig: \(String(repeating: "b", count: 70_000))\r\n\r\n", 431),
    ])
    func `what is no HTTP is refused and the connection closed`(request: String, status: Int) async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            client.send(request)
            let answer = client.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\r\nConnection: close\r\n"))
        }
    }
}

@Suite struct HTTPServerFaultTests {
    @Test func `a dropped answer is not a byte`() async throws {
        try await withServer({ _ in .dropped }) { server in
            let client = try RawClient(port: server.port)
            client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveAll() == "")
        }
    }

    @Test(arguments: [0, 5, 50_000])
    func `a truncated body announces its whole length`(bytes: Int) async throws {
        let body = Data(repeating: 0x61, count: 100_000)
        try await withServer({ _ in ServerResponse(body: body, delivery: .truncateBody(after: bytes)) }) { server in
            let client = try RawClient(port: server.port)
            client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = client.answer()
            #expect(answer.head.contains("Content-Length: 100000"))
            #expect(answer.body.count == bytes)
        }
    }

    @Test func `an answer can end its connection`() async throws {
        try await withServer({ _ in ServerResponse(body: Data("x".utf8), delivery: .closeAfterAnswer) }) { server in
            let client = try RawClient(port: server.port)
            client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveAll() == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
        }
    }

    @Test func `stopping ends waiting handlers, idle connections and the port`() async throws {
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (cancelled, cancel) = AsyncStream.makeStream(of: Bool.self)
        let server = try await HTTPServer.start { _ in
            enter.yield()
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                cancel.yield(Task.isCancelled)
            }
            return .dropped
        }
        let waiting = try RawClient(port: server.port)
        let idle = try RawClient(port: server.port)
        waiting.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        for await _ in entered { break }
        await server.stop()
        for await wasCancelled in cancelled {
            #expect(wasCancelled)
            break
        }
        #expect(waiting.receiveAll() == "")
        #expect(idle.receiveAll() == "")
        #expect(throws: POSIXError.self) { try RawClient(port: server.port) }
    }

    @Test func `a delayed answer does not hold up stopping`() async throws {
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let server = try await HTTPServer.start { _ in
            enter.yield()
            return ServerResponse(delay: .seconds(3600))
        }
        let client = try RawClient(port: server.port)
        client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        for await _ in entered { break }
        await server.stop()
        #expect(client.receiveAll() == "")
    }

    @Test func `a client that leaves cancels its handler`() async throws {
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (cancelled, cancel) = AsyncStream.makeStream(of: Bool.self)
        try await withServer({ _ in
            enter.yield()
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                cancel.yield(Task.isCancelled)
            }
            return .dropped
        }) { server in
            do {
                let client = try RawClient(port: server.port)
                client.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
                for await _ in entered { break }
            }
            for await wasCancelled in cancelled {
                #expect(wasCancelled)
                break
            }
        }
    }

    @Test func `a taken port is an error that names it`() async throws {
        try await withServer { server in
            let error = await #expect(throws: ServerError.self) {
                _ = try await HTTPServer.start(port: server.port) { _ in .dropped }
            }
            #expect(error?.description == "listen on 127.0.0.1:\(server.port): Address already in use")
        }
    }

    @Test func `hundreds of connections are served at the same time`() async throws {
        try await withServer { server in
            let clients = try (0..<400).map { _ in try RawClient(port: server.port) }
            for (number, client) in clients.enumerated() {
                client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            for (number, client) in clients.enumerated() {
                #expect(client.answer().body == Data("GET /\(number) [] 0".utf8))
            }
        }
    }
}
