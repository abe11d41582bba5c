import Foundation
import FoundationNetworking

extension URLRequest {
    /// - Throws: ``TransportError`` with code `invalidRequest` for what must not, or cannot, be sent.
    init(_ request: HTTPRequest, userAgent: String) throws(TransportError) {
        guard let scheme = request.url.scheme, ["http", "https"].contains(scheme.lowercased()), request.url.host != nil
        else {
            throw TransportError(
                code: .invalidRequest, request: request, reason: "The URL is not an http or https address.")
        }
        let body = request.body.flatMap { $0.isEmpty ? nil : $0 }
        let hasBody = body != nil || request.bodyFile != nil
        if hasBody, request.method == .get || request.method == .head {
            throw TransportError(
                code: .invalidRequest, request: request,
                reason: "A \(request.method.rawValue) has no body: URLSession on Linux refuses it.")
        }
        self.init(url: request.url)
        httpMethod = request.method.rawValue
        httpBody = body
        timeoutInterval = request.timeout.wholeSeconds
        for (name, value) in request.headers.fields {
            try request.check(name, value)
            setValue(value, forHTTPHeaderField: name)
        }
        try set("User-Agent", to: userAgent, unlessIn: request)
        // URLSession on Linux would call any other body of a POST a form.
        if hasBody { try set("Content-Type", to: "application/octet-stream", unlessIn: request) }
    }

    private mutating func set(
        _ name: String, to value: String, unlessIn request: HTTPRequest
    ) throws(TransportError) {
        guard request.headers[name] == nil else { return }
        try request.check(name, value)
        setValue(value, forHTTPHeaderField: name)
    }
}

extension HTTPRequest {
    /// A line break would start a field of its own, and libcurl sends what is not ASCII in an encoding
    /// that no server expects. The value is not named in the error: it may be a credential.
    fileprivate func check(_ name: String, _ value: String) throws(TransportError) {
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }) else {
            throw TransportError(
                code: .invalidRequest, request: self, reason: "A header's name is not an ASCII word.")
        }
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == UInt8(ascii: "\t") }) else {
            throw TransportError(
                code: .invalidRequest, request: self,
                reason: "The header \(name) holds a line break or another character that is not printable ASCII.")
        }
    }
}

extension Duration {
    /// URLSession on Linux cuts a timeout down to whole seconds, and takes zero as "at once".
    fileprivate var wholeSeconds: Double {
        let (seconds, attoseconds) = components
        // More than a year would overflow its milliseconds long before it was useful.
        return Double(min(max(1, seconds + (attoseconds > 0 ? 1 : 0)), 31_536_000))
    }
}
