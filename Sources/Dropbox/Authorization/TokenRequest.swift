import Foundation
import Support
import Transport

/// A renewal of an access token: the one request with a form as its body.
///
/// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#oauth2-token>
struct TokenRequest {
    static let route = "oauth2/token"

    var credentials: DropboxCredentials
    var options: DropboxOptions

    var request: HTTPRequest {
        var fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", credentials.refreshToken.reveal()),
            ("client_id", credentials.appKey),
        ]
        if !credentials.appSecret.isEmpty {
            fields.append(("client_secret", credentials.appSecret.reveal()))
        }
        return request(fields.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&"))
    }

    /// Any request to the token endpoint.
    ///
    /// - Parameter form: Encoded.
    func request(_ form: String) -> HTTPRequest {
        HTTPRequest(
            .post, options.hosts.token,
            headers: ["Content-Type": "application/x-www-form-urlencoded", "User-Agent": options.userAgent],
            body: Data(form.utf8), timeout: options.requestTimeout, maximumResponseBytes: 1 << 20)
    }

    /// The answer to an authorization code.
    ///
    /// - Throws: as ``token(in:)``; an answer without a refresh token is one that cannot be read.
    func grant(in response: HTTPResponse) throws(DropboxError) -> AuthorizationCode.Grant {
        _ = try token(in: response)
        // The error is left out: it can quote what it read, and that is a token.
        guard let json = try? JSON(parsing: response.body), let refreshToken = json["refresh_token"]?.stringValue else {
            throw DropboxError(.unreadableAnswer, operation: Self.route, ends: .sync, status: response.status)
        }
        return AuthorizationCode.Grant(
            refreshToken: Secret(refreshToken),
            scopes: Set((json["scope"]?.stringValue ?? "").split(separator: " ").map(String.init)),
            teamID: json["team_id"]?.stringValue)
    }

    /// - Throws: ``DropboxError``: a refusal by section 2.3, or an answer that is not a token.
    func token(in response: HTTPResponse) throws(DropboxError) -> TokenAnswer {
        guard response.status == 200 else {
            throw refusal(response).redacting([credentials.refreshToken, credentials.appSecret])
        }
        do {
            return try JSONDecoder.dropbox.decode(TokenAnswer.self, from: response.body)
        } catch {
            // The cause is left out: a decoder's error can quote what it read, and that is a token.
            throw DropboxError(.unreadableAnswer, operation: Self.route, ends: .sync, status: response.status)
        }
    }

    /// `invalid_grant` may come alone or with the description behind it in one string, or as plain text.
    private func refusal(_ response: HTTPResponse) -> DropboxError {
        var error = DropboxError(response, operation: Self.route, ends: .sync)
        guard (400..<500).contains(response.status), response.status != 429, response.status != 408 else {
            return error
        }
        let envelope = ErrorEnvelope(response)
        let reason = envelope.tags.first ?? envelope.summary ?? ""
        error.summary = [envelope.tags.first, envelope.summary].compactMap { $0 }.joined(separator: ": ")
        if reason.hasPrefix("invalid_grant") {
            error.code = .refreshTokenRejected
        } else if reason.hasPrefix("invalid_client") {
            error.code = .appCredentialsRejected
        } else if response.status != 404 {
            error.code = .tokenRequestRejected
        }
        return error
    }

    static func escaped(_ text: String) -> String {
        let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
