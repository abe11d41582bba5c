import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The proxies that requests go through: `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in upper or lower case.
///
/// `URLSession` on Linux has no proxy settings of its own: libcurl beneath it reads the process
/// environment at every request, by rules that surprise. It ignores `HTTP_PROXY` in capitals, and of
/// `NO_PROXY` it does not understand ports, `*.example.com`, brackets, or a `*` among other entries. This
/// reads the variables as they are commonly meant and writes them as libcurl reads them.
///
/// `NO_PROXY` is a list with commas or spaces. An entry is a host name, which also means every name
/// under it (`example.com`, `.example.com` and `*.example.com` are the same); an address; an IPv4 network
/// (`10.0.0.0/8`); or `*` for every host. A port is dropped: it goes for the whole host.
///
/// libcurl: <https://everything.curl.dev/usingcurl/proxies/env.html>
public struct ProxyEnvironment: Sendable, Equatable {
    /// A variable that is no proxy's address.
    public struct Invalid: Error, Sendable, Equatable, CustomStringConvertible {
        /// Its name as it stands in the environment. The value is not kept: it may hold a password.
        public var variable: String

        public var description: String {
            "\(variable) is not the address of a proxy: http://HOST:PORT is expected, or https, socks5 or socks5h."
        }
    }

    /// What `http:` requests go through, as given; may hold a password.
    let http: String?
    /// What `https:` requests go through, as given; may hold a password.
    let https: String?
    /// Hosts that are reached directly, as libcurl spells them.
    public let exclusions: [String]

    /// - Parameter environment: All variables of the process. Lower case wins; an empty one is not set.
    /// - Throws: ``Invalid``
    public init(_ environment: [String: String]) throws(Invalid) {
        func value(of name: String) -> (name: String, value: String)? {
            for name in [name, name.uppercased()] {
                let text = environment[name]?.trimmingCharacters(in: .whitespaces) ?? ""
                if !text.isEmpty { return (name, text) }
            }
            return nil
        }
        func proxy(_ name: String) throws(Invalid) -> String? {
            guard let (name, text) = value(of: name) else { return nil }
            guard Self.isProxy(text) else { throw Invalid(variable: name) }
            return text
        }
        http = try proxy("http_proxy")
        https = try proxy("https_proxy")
        exclusions = Self.exclusions(value(of: "no_proxy")?.value ?? "")
    }

    /// The variables as libcurl reads them.
    var variables: [String: String] {
        var variables: [String: String] = [:]
        variables["http_proxy"] = http
        variables["https_proxy"] = https
        variables["no_proxy"] = exclusions.isEmpty ? nil : exclusions.joined(separator: ",")
        return variables
    }

    /// Writes the variables to the environment of this process.
    ///
    /// Call it once, first thing: another thread that reads the environment at the same time may crash.
    public func apply() {
        for (name, value) in variables { setenv(name, value, 1) }
    }

    /// One line for the log, without passwords. Nil when there is no proxy.
    public var summary: String? {
        let proxies = [("http", http), ("https", https)].compactMap { scheme, proxy in
            proxy.map { "\(scheme) through \(Self.withoutCredentials($0))" }
        }
        guard !proxies.isEmpty else { return nil }
        let direct = exclusions.isEmpty ? "" : ", directly: \(exclusions.joined(separator: " "))"
        return proxies.joined(separator: ", ") + direct
    }
}

extension ProxyEnvironment {
    private static let schemes: Set<String> = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// libcurl takes an address without a scheme for an HTTP proxy.
    private static func isProxy(_ text: String) -> Bool {
        let url = URLComponents(string: text.contains("://") ? text : "http://\(text)")
        guard let url, let scheme = url.scheme?.lowercased(), let host = url.host else { return false }
        return schemes.contains(scheme) && !host.isEmpty
    }

    private static func withoutCredentials(_ proxy: String) -> String {
        guard let at = proxy.lastIndex(of: "@") else { return proxy }
        let scheme = proxy.range(of: "://").map { proxy[..<$0.upperBound] } ?? ""
        return String(scheme + proxy[proxy.index(after: at)...])
    }

    private static func exclusions(_ text: String) -> [String] {
        let entries = text.split { $0 == "," || $0.isWhitespace }.map(exclusion)
        // libcurl sees the star only when it stands alone.
        return entries.contains("*") ? ["*"] : entries
    }

    private static func exclusion(_ entry: Substring) -> String {
        if entry.hasPrefix("["), let end = entry.firstIndex(of: "]") {
            return String(entry[entry.index(after: entry.startIndex)..<end])
        }
        var host = entry
        // More than one colon is an IPv6 address, which has no port without brackets.
        if let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":") { host = host[..<colon] }
        return String(host.hasPrefix("*.") ? host.dropFirst() : host)
    }
}
