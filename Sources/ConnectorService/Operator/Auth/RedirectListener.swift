public import Foundation
public import Support

/// Waits on this machine for the browser that Dropbox sends back with the code.
public final class RedirectListener: Sendable {
    /// What has to be among the app's redirect URIs, letter by letter.
    public let redirect: URL
    private let socket: Int32

    /// - Parameter port: 0 takes a free one, which only a test can use.
    /// - Throws: ``OperatorFailure`` when the port is taken.
    public init(port: Int) throws {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var reuse: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        // Nobody else's machine can bring a code.
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && listen(socket, 4) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        guard isBound, let url = URL(string: "http://localhost:\(in_port_t(bigEndian: address.sin_port))/") else {
            let reason = String(cString: strerror(errno))
            close(socket)
            throw OperatorFailure(.failure, "Port \(port) cannot be listened on: \(reason). Choose another one.")
        }
        self.socket = socket
        redirect = url
    }

    deinit { close(socket) }

    /// The code of the first redirect that brings back `state`. Others are answered and forgotten: they may be
    /// somebody's attempt to slip in a code.
    ///
    /// - Throws: ``OperatorFailure`` when the person refused; `CancellationError`.
    public func code(state: String) async throws -> Secret {
        while true {
            try await readable(socket)
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { continue }
            defer { close(connection) }
            guard let target = try await target(of: connection) else { continue }
            let query = URLComponents(string: "http://localhost\(target)")?.queryItems ?? []
            func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
            guard value("state") == state else {
                answer(connection, 400, "This is not the answer that dropbox-connector waits for.")
                continue
            }
            if let error = value("error") {
                answer(connection, 200, "Dropbox was not authorized. You can close this page.")
                throw OperatorFailure(.failure, "Dropbox was not authorized: \(value("error_description") ?? error).")
            }
            guard let code = value("code") else { continue }
            answer(connection, 200, "Dropbox is authorized. You can close this page and return to the terminal.")
            return Secret(code)
        }
    }

    /// The target of the request's first line; nil when none comes.
    private func target(of connection: Int32) async throws -> String? {
        var received: [UInt8] = []
        while received.count < 16_384 {
            guard try await readable(connection, attempts: 50) else { return nil }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
            guard let end = received.firstIndex(of: UInt8(ascii: "\r")) else { continue }
            let words = String(decoding: received[..<end], as: UTF8.self).split(separator: " ")
            return words.count == 3 && words[0] == "GET" ? String(words[1]) : nil
        }
        return nil
    }

    /// Looks ten times a second, so that the wait can be cancelled.
    @discardableResult
    private func readable(_ socket: Int32, attempts: Int = .max) async throws -> Bool {
        var attempt = 0
        while attempt < attempts {
            var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, 0) > 0 { return true }
            try await Task.sleep(for: .milliseconds(100))
            attempt += 1
        }
        return false
    }

    private func answer(_ connection: Int32, _ status: Int, _ text: String) {
        let page = "<!doctype html><meta charset=\"utf-8\"><title>dropbox-connector</title><p>\(text)</p>"
        let head = """
            HTTP/1.1 \(status) \(status == 200 ? "OK" : "Bad Request")\r
            Content-Type: text/html; charset=utf-8\r
            Content-Length: \(page.utf8.count)\r
            Connection: close\r
            \r\n
            """
        let bytes = Array((head + page).utf8)
        // A browser that has gone away needs no answer.
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
