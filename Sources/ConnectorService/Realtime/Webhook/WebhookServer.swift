import Foundation
import HTTPServer
import Support

/// Answers Dropbox's webhook: `service.webhook.listen`.
///
/// Reference 8. Whatever is true of the request is said at once; jobs are made afterwards.
struct WebhookServer: Sendable {
    let connectors: WebhookConnectors
    /// Told of the connectors that have changes.
    let note: @Sendable ([String]) -> Void

    /// The most that a notification has: thousands of accounts.
    static let maximumBodyBytes = 1024 * 1024

    func answer(_ request: ServerRequest) -> ServerResponse {
        switch request.method {
        case "GET": challenge(request)
        case "POST": notification(request)
        default: .text("GET and POST only\n", status: 405, headers: [("Allow", "GET, POST")])
        }
    }

    /// Dropbox asks once, when the webhook is registered.
    private func challenge(_ request: ServerRequest) -> ServerResponse {
        guard let challenge = request.query["challenge"], !challenge.isEmpty else {
            return .text("This is the webhook for Dropbox: there is no challenge\n", status: 400)
        }
        // What comes back is what was sent, so it must never be taken for a page.
        return ServerResponse(
            headers: [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")],
            body: Data(challenge.utf8))
    }

    private func notification(_ request: ServerRequest) -> ServerResponse {
        guard let known = connectors.known else {
            return .text("not ready yet\n", status: 503, headers: [("Retry-After", "10")])
        }
        guard let signature = request.header("X-Dropbox-Signature") else {
            return .text("no signature\n", status: 403)
        }
        let signed = known.signed(request.body, with: signature)
        guard !signed.isEmpty else { return .text("a wrong signature\n", status: 403) }
        guard let notification = WebhookNotification(request.body) else {
            return .text("no notification\n", status: 400)
        }
        note(signed.concerned(by: notification).map(\.connectorID))
        return .text("")
    }
}
