public import Foundation
import HTTPServer
public import Support

/// Waits on this machine for the browser that Dropbox sends back with the code.
public final class RedirectListener: Sendable {
    /// What has to be among the app's redirect URIs, letter by letter.
    public let redirect: URL
    private let server: HTTPServer
    private let visits: AsyncStream<Visit>

    /// A browser that waits for its page.
    fileprivate struct Visit: Sendable {
        var query: [String: String]
        var page: AsyncStream<ServerResponse>.Continuation
    }

    /// - Parameter port: 0 takes a free one, which only a test can use.
    /// - Throws: ``OperatorFailure`` when the port is taken.
    public init(port: Int) throws {
        let (visits, visit) = AsyncStream.makeStream(of: Visit.self)
        do {
            // The loopback: nobody else's machine can bring a code.
            server = try HTTPServer.start(at: ListenAddress(port: port), limits: .open(maximumBodyBytes: 0)) { request in
                let (pages, page) = AsyncStream.makeStream(of: ServerResponse.self)
                guard request.method == "GET" else { return .text("GET only\n", status: 405) }
                visit.yield(Visit(query: request.query, page: page))
                for await page in pages { return page }
                return .dropped
            }
        } catch let error as ServerError {
            throw OperatorFailure(.failure, "Port \(port) cannot be used: \(error). Choose another one.")
        }
        guard let url = URL(string: "http://localhost:\(server.port)/") else {
            throw OperatorFailure(.failure, "Port \(port) makes no URL. Choose another one.")
        }
        redirect = url
        self.visits = visits
    }

    // Not `stop`: the browser that brought the code still gets its page.
    deinit { server.finish() }

    /// The code of the first redirect that brings back `state`. Others are answered and forgotten: they may be
    /// somebody's attempt to slip in a code. To be called once.
    ///
    /// - Throws: ``OperatorFailure`` when the person refused; `CancellationError`.
    public func code(state: String) async throws -> Secret {
        for await visit in visits {
            guard visit.query["state"] == state else {
                visit.answer(400, "This is not the answer that dropbox-connector waits for.")
                continue
            }
            if let error = visit.query["error"] {
                visit.answer(200, "Dropbox was not authorized. You can close this page.")
                throw OperatorFailure(
                    .failure, "Dropbox was not authorized: \(visit.query["error_description"] ?? error).")
            }
            guard let code = visit.query["code"] else {
                visit.answer(400, "This answer has no code.")
                continue
            }
            visit.answer(200, "Dropbox is authorized. You can close this page and return to the terminal.")
            return Secret(code)
        }
        throw CancellationError()
    }
}

extension RedirectListener.Visit {
    fileprivate func answer(_ status: Int, _ text: String) {
        let html = "<!doctype html><meta charset=\"utf-8\"><title>dropbox-connector</title><p>\(text)</p>"
        page.yield(
            ServerResponse(
                status: status, headers: [("Content-Type", "text/html; charset=utf-8")], body: Data(html.utf8),
                delivery: .closeAfterAnswer))
    }
}
