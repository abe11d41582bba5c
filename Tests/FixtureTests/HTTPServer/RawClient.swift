import Foundation
import Glibc

/// A socket to a server on this machine, for tests that care for every byte.
final class RawClient {
    private let descriptor: Int32
    private var pending = Data()

    /// - Parameter timeout: A read that waits longer ends, so that a test fails instead of hanging.
    init(port: Int, timeout: Duration = .seconds(10)) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: Int(timeout.components.seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Data(text.utf8)) }

    func send(_ data: Data) {
        data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.send(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// What arrives next; empty at the end of the connection.
    func receive() -> Data {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return Data(buffer.prefix(max(0, count)))
    }

    /// Everything up to the end of the connection.
    func receiveAll() -> String {
        var all = Data()
        while true {
            let part = receive()
            if part.isEmpty { return String(decoding: all, as: UTF8.self) }
            all.append(part)
        }
    }

    /// One answer: its head, and as much body as the head announces and the connection gives.
    func answer(hasBody: Bool = true) -> (head: String, body: Data) {
        var end = pending.range(of: Data("\r\n\r\n".utf8))
        while end == nil, receiveMore() {
            end = pending.range(of: Data("\r\n\r\n".utf8))
        }
        guard let end else { return ("", Data()) }
        let head = String(decoding: pending[..<end.lowerBound], as: UTF8.self)
        pending = Data(pending[end.upperBound...])
        guard hasBody else { return (head, Data()) }
        let lengths = head.split(separator: "\r\n").filter { $0.hasPrefix("Content-Length: ") }
        let length = lengths.first.flatMap { Int($0.dropFirst(16)) } ?? 0
        while pending.count < length, receiveMore() {}
        defer { pending = Data(pending.dropFirst(length)) }
        return (head, pending.prefix(length))
    }

    private func receiveMore() -> Bool {
        let part = receive()
        pending.append(part)
        return !part.isEmpty
    }
}
