import Foundation
import Transport

/// Counts and times what goes through a transport.
struct MeteredTransport: HTTPTransport {
    let base: any HTTPTransport
    let clock: any Clock<Duration>
    /// Told of each request that was not cancelled: its status, nil when no answer came, and how long it took.
    let note: @Sendable (HTTPRequest, Int?, Duration) -> Void

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let stopwatch = Stopwatch(clock)
        do {
            let response = try await base.send(request)
            note(request, response.status, stopwatch.elapsed)
            return response
        } catch {
            if !Task.isCancelled { note(request, nil, stopwatch.elapsed) }
            throw error
        }
    }
}

/// What kind of request it is: few words, for labels.
enum RequestClass {
    /// Of a request to Dropbox, by its route.
    static func dropbox(_ url: URL) -> String {
        let path = url.path(percentEncoded: true)
        let route = path.firstRange(of: "/2/").map { path[$0.upperBound...] } ?? path.dropFirst()
        if path.hasSuffix("oauth2/token") { return "token" }
        return switch route {
        case "files/list_folder/longpoll": "longpoll"
        case "files/download", "files/export", "sharing/get_shared_link_file": "content"
        case _ where route.hasPrefix("files/list_folder"): "listing"
        case _ where route.hasPrefix("files/search"): "search"
        case _ where route.hasPrefix("files/"): "metadata"
        case _ where route.hasPrefix("sharing/"): "sharing"
        case _ where route.hasPrefix("team"): "team"
        case _ where route.hasPrefix("users/") || route.hasPrefix("check/"): "account"
        default: "other"
        }
    }

    /// Of a request to Elasticsearch, by its path.
    static func elasticsearch(_ url: URL) -> String {
        let path = url.path(percentEncoded: true)
        if path.hasSuffix("/_bulk") { return "bulk" }
        if path.contains("/.elastic-connectors") || path.contains("/_connector") { return "state" }
        let last = url.lastPathComponent
        return ["_search", "_count", "_pit", "scroll", "_mget"].contains(last) ? "search" : "other"
    }
}
