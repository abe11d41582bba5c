import Support
import Transport

extension DropboxError {
    /// The refusal in `response`, whose status is not 200.
    init(_ response: HTTPResponse, calling route: some DropboxRoute) {
        self.init(response, operation: route.operation, ends: type(of: route).failureEnds)
    }

    init(_ response: HTTPResponse, operation: String, ends scope: Scope) {
        let envelope = ErrorEnvelope(response)
        self.init(
            Code(status: response.status, envelope), operation: operation, ends: scope, status: response.status,
            summary: envelope.summary, userMessage: envelope.userMessage,
            requestID: response.headers["X-Dropbox-Request-Id"])
        retryAfter = response.status == 429 ? envelope.retryAfter(response) : nil
    }

    /// No whole answer came.
    init(_ error: TransportError, operation: String, ends scope: Scope) {
        let code: Code =
            switch error.code {
            case .secureConnectionFailed: .untrustedServer
            case .responseTooLarge: .tooLarge
            case .invalidRequest: .badRequest
            case .hostNotFound, .connectionFailed, .connectionLost, .timedOut, .other: .unavailable
            }
        self.init(code, operation: operation, ends: scope, cause: error)
    }

    /// The same without the texts of `secrets`, should a server echo what it was sent.
    func redacting(_ secrets: [Secret]) -> DropboxError {
        var error = self
        for secret in secrets where !secret.isEmpty {
            error.summary = error.summary?.replacing(secret.reveal(), with: secret.description)
            error.userMessage = error.userMessage?.replacing(secret.reveal(), with: secret.description)
        }
        return error
    }
}

extension DropboxError.Code {
    /// Section 3.1 of the reference: what a status means, and where its details are.
    init(status: Int, _ envelope: ErrorEnvelope) {
        switch status {
        case 400: self.init(refusalText: envelope.summary ?? "")
        case 401: self.init(authenticationTags: envelope)
        case 403: self.init(accessTags: envelope.tags)
        // Dropbox's own clients read a 404 with a JSON error like a 409.
        case 404 where envelope.tags.isEmpty: self = .unknownRoute
        case 404, 409: self.init(endpointTags: envelope.tags)
        case 422: self.init(pathRootTags: envelope)
        case 429: self = .rateLimited
        case 500...: self = .unavailable
        case 300..<400, 405, 410: self = .unknownRoute
        case 408: self = .unavailable
        case 200..<300: self = .unreadableAnswer
        default: self = .badRequest
        }
    }

    /// A 400 has no tags, only words (section 3.4). Those looked for here change the remedy, nothing else.
    private init(refusalText text: String) {
        if text.contains("required scope") {
            self = .missingAppScope(text.split(separator: "'").dropFirst().first.map(String.init))
        } else if text.contains("access token you provided is for") || text.contains("team management function") {
            self = .wrongTokenKind
        } else if text.contains("access token is malformed") {
            self = .unauthorized
        } else {
            self = .badRequest
        }
    }

    /// Section 2.4. An empty body means `invalid_access_token`.
    private init(authenticationTags envelope: ErrorEnvelope) {
        switch envelope.tags.first {
        case "missing_scope": self = .missingScope(envelope.error?["required_scope"]?.stringValue)
        case "invalid_select_user", "user_suspended": self = .memberUnavailable
        case "invalid_select_admin": self = .notTeamAdmin
        case "route_access_denied": self = .accessDenied("route_access_denied")
        default: self = .unauthorized
        }
    }

    /// Section 3.3.
    private init(accessTags tags: [String]) {
        switch tags.first {
        case "paper_access_denied": self = .paperUnavailable
        default: self = .accessDenied(tags.isEmpty ? "HTTP 403" : tags.joined(separator: "/"))
        }
    }

    /// Section 1.7.
    private init(pathRootTags envelope: ErrorEnvelope) {
        switch envelope.tags.first {
        case "invalid_root": self = .invalidRoot(envelope.error?["invalid_root"].flatMap(RootInfo.init(json:)))
        case "no_permission": self = .noPermission
        default: self = .badRequest
        }
    }
}
