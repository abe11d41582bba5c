/// Which of Dropbox's servers has a route.
public enum DropboxHost: Sendable, Hashable {
    case api, content, notify
}

/// What a route must know of who calls (reference section 1.6).
public enum DropboxAuthentication: Sendable, Hashable {
    /// An account's token; a team's token with a member or admin selected.
    case user
    /// A team's token. The route refuses a selected member.
    case team
    /// Nothing at all; the route refuses a token.
    case none
}

/// One route of the API: what is asked, what is answered.
///
/// Its fields are the arguments, named by `CodingKeys` exactly as the reference does: Dropbox refuses
/// unknown keys. A route is called through ``DropboxEndpoint`` or ``DropboxContentEndpoint``.
public protocol DropboxRoute: Sendable {
    associatedtype Arguments: Encodable & Sendable
    associatedtype Response: Decodable & Sendable

    /// The path after `/2/`: `files/list_folder`.
    static var route: String { get }
    static var host: DropboxHost { get }
    static var authentication: DropboxAuthentication { get }
    /// What cannot be done any more when this route is refused.
    static var failureEnds: DropboxError.Scope { get }

    var arguments: Arguments { get }
    /// What the call is about, for errors and logs: a path or an id. Never a cursor or a credential.
    var subject: String? { get }
    /// How long the answer may keep still, where a route needs another time than the options' one.
    var timeout: Duration? { get }
}

extension DropboxRoute {
    public static var authentication: DropboxAuthentication { .user }
    public static var failureEnds: DropboxError.Scope { .item }
    public var subject: String? { nil }
    public var timeout: Duration? { nil }

    /// `files/list_folder of "/reports"`.
    var operation: String {
        subject.map { "\(Self.route) of \"\($0)\"" } ?? Self.route
    }
}

extension DropboxRoute where Self: Encodable {
    public var arguments: Self { self }
}

extension DropboxRoute where Arguments == NoArguments {
    public var arguments: NoArguments { NoArguments() }
}

/// A route of RPC style: JSON both ways.
///
/// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#formats>
public protocol DropboxEndpoint: DropboxRoute {}

extension DropboxEndpoint {
    public static var host: DropboxHost { .api }
}

/// A route of content-download style: arguments and result in headers, the answer's body is the content.
public protocol DropboxContentEndpoint: DropboxRoute {}

extension DropboxContentEndpoint {
    public static var host: DropboxHost { .content }
}
