/// Where a server listens: `HOST:PORT`.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, or a name of one: `127.0.0.1`, `::1`, `localhost`.
    public var host: String
    /// 0 takes a free one.
    public var port: Int

    public init(host: String = "127.0.0.1", port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `0.0.0.0:9464`, `[::1]:9464`, `localhost:9464`; with `:9464` and `9464` the host is the loopback.
    public init?(_ text: String) {
        let portText: Substring
        if let colon = text.lastIndex(of: ":") {
            portText = text[text.index(after: colon)...]
            guard let host = Self.host(text[..<colon]) else { return nil }
            self.host = host
        } else {
            portText = text[...]
            host = "127.0.0.1"
        }
        guard portText.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = UInt16(portText) else { return nil }
        self.port = Int(port)
    }

    private static func host(_ text: Substring) -> String? {
        if text.isEmpty { return "127.0.0.1" }
        if text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 { return String(text.dropFirst().dropLast()) }
        // Without brackets it cannot be told where an IPv6 address ends.
        guard text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }) else { return nil }
        return String(text)
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" || host == "localhost" }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
