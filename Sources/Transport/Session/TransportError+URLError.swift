import Foundation
import FoundationNetworking

extension TransportError {
    /// What libcurl said, in our codes.
    init(_ error: any Error, during request: HTTPRequest) {
        let reason = (error as NSError).localizedDescription
        let code = (error as? URLError)?.code ?? .unknown
        self.init(code: Code(code, reason: reason), request: request, reason: Self.sentence(code, reason))
    }

    /// A timeout comes without any text.
    private static func sentence(_ code: URLError.Code, _ reason: String) -> String {
        code == .timedOut ? "The answer kept still for longer than the request's timeout." : reason
    }
}

extension TransportError.Code {
    fileprivate init(_ code: URLError.Code, reason: String) {
        self =
            switch code {
            case .cannotFindHost, .dnsLookupFailed: .hostNotFound
            case .cannotConnectToHost, .notConnectedToInternet: .connectionFailed
            // "Empty reply from server" is reported as a bad server response.
            case .networkConnectionLost, .badServerResponse: .connectionLost
            case .timedOut: .timedOut
            case .badURL: .invalidRequest
            case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
                .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
                .clientCertificateRequired:
                .secureConnectionFailed
            default: Self.unnamed(reason)
            }
    }

    /// Foundation names a handful of libcurl's errors; all others arrive as "unknown" with libcurl's
    /// words, and the words are all there is to decide by.
    private static func unnamed(_ reason: String) -> Self {
        let said = reason.lowercased()
        func says(_ words: String...) -> Bool { words.contains { said.contains($0) } }
        // First: OpenSSL also signs the errors of a connection that broke under it.
        if says("reset by peer", "transfer closed", "ssl_read", "ssl_write", "syscall", "broken pipe", "end of file") {
            return .connectionLost
        }
        if says("ssl", "tls", "certificate") { return .secureConnectionFailed }
        if says("could not resolve", "couldn't resolve") { return .hostNotFound }
        if says("proxy", "connect tunnel", "failed to connect", "couldn't connect") { return .connectionFailed }
        if says("recv failure", "send failure", "chunk", "http/2 stream", "partial file", "failed sending") {
            return .connectionLost
        }
        return .other
    }
}
