import Foundation
import Transport

extension DropboxClient {
    /// A request without its token.
    func request<Endpoint: DropboxEndpoint>(for endpoint: Endpoint) throws -> HTTPRequest {
        var request = try base(for: endpoint)
        request.headers["Content-Type"] = "application/json"
        request.body = try JSONEncoder.dropbox.encode(endpoint.arguments)
        request.maximumResponseBytes = options.maximumAnswerBytes
        return request
    }

    /// A request for content of at most `limit` bytes.
    func request<Endpoint: DropboxContentEndpoint>(for endpoint: Endpoint, limit: Int) throws -> HTTPRequest {
        var request = try base(for: endpoint)
        request.headers["Dropbox-API-Arg"] = try HeaderSafeJSON.text(of: endpoint.arguments)
        // Said although there is no body: an HTTP library that adds a form's type gets a 400.
        request.headers["Content-Type"] = "application/octet-stream"
        // A refusal has a body, too, and must be read whatever the limit for content is.
        request.maximumResponseBytes = max(limit, 64 << 10)
        return request
    }

    private func base<Route: DropboxRoute>(for route: Route) throws -> HTTPRequest {
        var headers = HTTPHeaders()
        headers["User-Agent"] = options.userAgent
        // A team's route refuses a selected member, and has no paths.
        if Route.authentication == .user {
            if let header = identity?.header { headers[header.name] = header.value }
            if let pathRoot { headers["Dropbox-API-Path-Root"] = try HeaderSafeJSON.text(of: pathRoot) }
        }
        return HTTPRequest(
            .post, options.hosts.url(of: Route.host, route: Route.route), headers: headers,
            timeout: route.timeout ?? options.requestTimeout)
    }

    /// - Throws: ``DropboxError`` with code `unreadableAnswer`.
    func decoded<Answer: Decodable>(
        _ type: Answer.Type, from response: HTTPResponse, of route: some DropboxRoute
    ) throws(DropboxError) -> Answer {
        do {
            return try JSONDecoder.dropbox.decode(type, from: response.body)
        } catch {
            throw DropboxError(
                .unreadableAnswer, operation: route.operation, ends: Swift.type(of: route).failureEnds,
                status: response.status, requestID: response.headers["X-Dropbox-Request-Id"], cause: error)
        }
    }
}
