import Foundation
import HTTPServer
import TestSupport
import Testing

/// The server as it stands in the open.
private func withOpenServer(
    _ change: (inout ServerLimits) -> Void = { _ in }, _ body: (HTTPServer) async throws -> Void
) async throws {
    var limits = ServerLimits.open(maximumBodyBytes: 1000)
    change(&limits)
    let server = try HTTPServer.start(at: ListenAddress(port: 0), limits: limits) { .text("\($0.body.count)") }
    do {
        try await body(server)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

@Suite struct ServerLimitsTests {
    @Test(arguments: [
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", 413),
        ("GET / HTTP/1.1\r\nHost: x\r\nBig: \(String(repeating: "b", count: 17_000))\r\n\r\n", 431),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + String(repeating: "a: b\r\n", count: 5000), 431),
    ])
    func `more than is allowed is refused before it is read`(request: String, status: Int) async throws {
        try await withOpenServer { server in
            let client = try RawClient(port: server.port)
            client.send(request)
            #expect(client.receiveAll().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test func `a body that is not wanted is read, and the next request found behind it`() async throws {
        try await withOpenServer({
            $0.keepsBodies = false
            $0.maximumBodyBytes = 3_000_000
        }) { server in
            let client = try RawClient(port: server.port)
            for size in [0, 5, 3_000_000] {
                client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n" + String(repeating: "b", count: size))
                #expect(client.answer().body == Data("0".utf8))
            }
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n")
            #expect(client.answer().body == Data("0".utf8))
        }
    }

    @Test(arguments: ["", "G", "GET / HTTP/1.1\r\nHost: x\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel"])
    func `a client that dawdles is let go`(beginning: String) async throws {
        try await withOpenServer({ $0.patience = .milliseconds(500) }) { server in
            let client = try RawClient(port: server.port)
            client.send(beginning)
            let answer = client.receiveAll()
            if beginning.isEmpty {
                #expect(answer == "")
            } else {
                #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            }
        }
    }

    @Test func `a head that comes byte by byte has no more time than one that comes at once`() async throws {
        try await withOpenServer({ $0.patience = .milliseconds(500) }) { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\n")
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .milliseconds(700) {
                client.send("A: b\r\n")
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(client.receiveAll().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `beyond the number of connections a client is told to come later, and the others are served`() async throws {
        try await withOpenServer({
            $0.maximumConnections = 2
            $0.patience = nil
        }) { server in
            let first = try RawClient(port: server.port)
            first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(first.answer().body == Data("0".utf8))
            do {
                let second = try RawClient(port: server.port)
                second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(second.answer().body == Data("0".utf8))
                #expect(try RawClient(port: server.port).receiveAll().hasPrefix("HTTP/1.1 503 "))
            }
            // The second one has gone, and its place is free again.
            _ = try await eventually {
                let next = try RawClient(port: server.port)
                next.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                return next.answer().body == Data("0".utf8) ? true : nil
            }
            first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(first.answer().body == Data("0".utf8))
        }
    }

    @Test func `garbage never ends the server`() async throws {
        var seed: UInt64 = 4
        func random(below bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        let request = Array(
            "POST /a?b=%41&c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".utf8)
        try await withOpenServer({ $0.patience = .milliseconds(20) }) { server in
            for _ in 0..<300 {
                var damaged = request
                for _ in 0...random(below: 6) {
                    let place = random(below: damaged.count)
                    let bytes = (0..<random(below: 4)).map { _ in UInt8(random(below: 256)) }
                    damaged.replaceSubrange(place..<min(place + random(below: 5), damaged.count), with: bytes)
                }
                let client = try RawClient(port: server.port)
                client.send(Data(damaged))
                _ = client.receive()
            }
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.answer().body == Data("0".utf8))
        }
    }

    @Test func `finishing closes the port and answers what has arrived`() async throws {
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (going, go) = AsyncStream.makeStream(of: Void.self)
        let server = try HTTPServer.start(at: ListenAddress(port: 0), limits: .trusting) { _ in
            enter.yield()
            for await _ in going { break }
            return .text("done")
        }
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        for await _ in entered { break }
        go.yield()
        server.finish()
        #expect(client.answer().body == Data("done".utf8))
        #expect(client.receiveAll() == "")
        #expect(throws: POSIXError.self) { try RawClient(port: server.port) }
    }
}

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("9464", "127.0.0.1", 9464), (":9464", "127.0.0.1", 9464), ("0.0.0.0:80", "0.0.0.0", 80),
        ("[::1]:9464", "::1", 9464), ("localhost:1", "localhost", 1), ("my-host.example:0", "my-host.example", 0),
    ])
    func `host and port`(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test(arguments: ["", ":", "x", "1.2.3.4", "::1:80", "a b:80", "host:70000", "host:-1", "host:+1", "[]:80", "http://x:80"])
    func `what is no address`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: ["127.0.0.1", "::1", "::", "localhost", "0.0.0.0"])
    func `IPv4 and IPv6 are listened on`(host: String) throws {
        let server: HTTPServer
        do {
            server = try HTTPServer.start(at: ListenAddress(host: host, port: 0), limits: .trusting) { _ in .text("x") }
        } catch let error as ServerError where host.contains(":") && [EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.code) {
            return  // A machine without IPv6.
        }
        defer { server.finish() }
        #expect(server.port > 0)
        // `::` takes clients of IPv4 as well.
        guard host != "::1", host != "localhost" else { return }
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer().body == Data("x".utf8))
    }

    @Test func `a host without an address is an error that names it`() {
        let error = #expect(throws: ServerError.self) {
            _ = try HTTPServer.start(at: ListenAddress(host: "no-such-host.invalid", port: 1), limits: .trusting) { _ in .dropped }
        }
        #expect(error?.description.contains("no-such-host.invalid:1") == true)
    }
}
