import Foundation
public import Support

/// How the client shows who it is.
public enum ElasticsearchCredential: Sendable, Hashable {
    /// An API key in its *encoded* form, as Kibana shows it: base64 of `id:api_key`.
    case apiKey(Secret)
    case basic(user: String, password: Secret)
    /// For a cluster without security.
    case none

    /// The credential of `elasticsearch.api_key`, `.username` and `.password`: a key wins over a password.
    public init(apiKey: Secret?, user: String?, password: Secret?) {
        if let apiKey, !apiKey.isEmpty {
            self = .apiKey(apiKey)
        } else if let user, !user.isEmpty {
            self = .basic(user: user, password: password ?? Secret(""))
        } else {
            self = .none
        }
    }

    /// The value of the `Authorization` header.
    var authorization: String? {
        switch self {
        // A key that was read from a file often brings the file's line end.
        case .apiKey(let key): "ApiKey \(key.reveal().trimmingCharacters(in: .whitespacesAndNewlines))"
        case .basic(let user, let password):
            "Basic \(Data("\(user):\(password.reveal())".utf8).base64EncodedString())"
        case .none: nil
        }
    }

    /// What must not appear in any text that is shown.
    var hidden: [String] {
        switch self {
        case .apiKey(let key): [key.reveal()]
        case .basic(_, let password): [password.reveal(), authorization?.dropFirst("Basic ".count).description ?? ""]
        case .none: []
        }
    }
}
