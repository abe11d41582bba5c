import Foundation
import Support
import Synchronization
import TestSupport
import Transport

@testable import Dropbox

/// A Dropbox made of a closure: it sees each request and how many of that route came before, and answers.
/// Renewals of the token are answered by themselves unless the script wants them.
final class ScriptedTransport: HTTPTransport {
    struct Call: Sendable {
        /// `files/list_folder`, `oauth2/token`.
        var route: String
        /// How many calls of this route came before.
        var number: Int
        var request: HTTPRequest

        var token: String? { request.headers["Authorization"] }
        var body: String { String(decoding: request.body ?? Data(), as: UTF8.self) }
        var argument: String? { request.headers["Dropbox-API-Arg"] }
    }

    private let state = Mutex<[Call]>([])
    private let answer: @Sendable (Call) async throws -> HTTPResponse?

    /// - Parameter answer: Nil for a token request gives `token-1`, `token-2`, …; for anything else 200 `{}`.
    init(_ answer: @escaping @Sendable (Call) async throws -> HTTPResponse?) {
        self.answer = answer
    }

    var calls: [Call] { state.withLock { $0 } }
    func calls(of route: String) -> [Call] { calls.filter { $0.route == route } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let route = String(request.url.path.dropFirst(request.url.path.hasPrefix("/2/") ? 3 : 1))
        let call = state.withLock { calls in
            let call = Call(route: route, number: calls.count { $0.route == route }, request: request)
            calls.append(call)
            return call
        }
        if let response = try await answer(call) { return response }
        return route == "oauth2/token" ? .token("token-\(call.number + 1)") : .json("{}")
    }
}

extension HTTPResponse {
    static func json(_ text: String, status: Int = 200, headers: HTTPHeaders = [:]) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "application/json"
        return HTTPResponse(status: status, headers: headers, body: Data(text.utf8))
    }

    static func text(_ text: String, status: Int, headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Data(text.utf8))
    }

    static func token(_ token: String, expiresIn: Int? = 14400) -> HTTPResponse {
        let expiry = expiresIn.map { ", \"expires_in\": \($0)" } ?? ""
        return .json("{\"access_token\": \"\(token)\", \"token_type\": \"bearer\"\(expiry)}")
    }

    static func tooManyRequests(retryAfter: String?) -> HTTPResponse {
        var headers = HTTPHeaders()
        headers["Retry-After"] = retryAfter
        return .json(
            #"{"error_summary":"too_many_requests/...","error":{"reason":{".tag":"too_many_requests"}}}"#, status: 429,
            headers: headers)
    }

    static func refusal(_ tag: String, status: Int = 409) -> HTTPResponse {
        .json(#"{"error_summary": "\#(tag)/..", "error": {".tag": "\#(tag)"}}"#, status: status)
    }

    static func page(_ names: [String], cursor: String, hasMore: Bool) -> HTTPResponse {
        let entries = names.map {
            #"{".tag":"folder","name":"\#($0)","path_lower":"/\#($0)","path_display":"/\#($0)","id":"id:\#($0)"}"#
        }
        return .json(#"{"entries":[\#(entries.joined(separator: ","))],"cursor":"\#(cursor)","has_more":\#(hasMore)}"#)
    }

    static func lost(_ request: HTTPRequest) -> TransportError {
        TransportError(code: .connectionLost, request: request, reason: "Empty reply from server")
    }
}

extension DropboxCredentials {
    static let test = DropboxCredentials(
        appKey: "app-key", appSecret: Secret("app-secret"), refreshToken: Secret("refresh-token"))
}

extension DropboxClient {
    /// A client on `transport`, with whatever the test is about.
    static func make(
        _ transport: any HTTPTransport, clock: any Clock<Duration> = RecordingClock(), attempts: Int = 3,
        authorizations: DropboxAuthorizations = DropboxAuthorizations(), credentials: DropboxCredentials = .test,
        hosts: DropboxHosts = .production, log: Log = .silent, random: Double = 0,
        timeout: Duration = .seconds(120)
    ) -> DropboxClient {
        var options = DropboxOptions()
        options.retryCount = attempts
        options.hosts = hosts
        options.requestTimeout = timeout
        return DropboxClient(
            credentials: credentials, options: options, transport: transport, authorizations: authorizations,
            clock: clock, log: log, random: { random })
    }
}

extension FileMetadata {
    /// A file with this content, as a listing would show it.
    static func make(
        _ content: Data, id: String = "id:file", rev: String = "0162f0a1b2c3d4", isDownloadable: Bool = true
    ) -> FileMetadata {
        FileMetadata(
            id: id, name: "a.txt", pathLower: "/a.txt", pathDisplay: "/a.txt",
            clientModified: "2026-01-05T09:00:00Z", serverModified: "2026-01-05T09:00:03Z", rev: rev,
            size: content.count, contentHash: ContentHash.of(content), isDownloadable: isDownloadable)
    }

    /// As Dropbox writes it.
    var json: String {
        """
        {".tag":"file","name":"\(name)","id":"\(id)","path_lower":"\(pathLower ?? "")","path_display":"\(pathDisplay ?? "")",\
        "client_modified":"\(clientModified)","server_modified":"\(serverModified)","rev":"\(rev)","size":\(size),\
        "is_downloadable":\(isDownloadable),"content_hash":"\(contentHash ?? "")"}
        """
    }
}

/// The ``DropboxError`` that `body` throws; nil when it throws none.
func dropboxError(_ body: () async throws -> Void) async throws -> DropboxError? {
    do {
        try await body()
        return nil
    } catch let error as DropboxError {
        return error
    }
}
