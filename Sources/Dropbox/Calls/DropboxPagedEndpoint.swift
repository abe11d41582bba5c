/// What a page says about what follows it.
public enum FollowingPage: Sendable, Equatable {
    /// This page was the last one.
    case none
    /// There are more, from this cursor on.
    case from(cursor: String)
    /// There are more, and the page does not say where.
    case unknown
}

/// A page of a listing or a search.
///
/// Dropbox has three ways to say that there is more (reference section 9, gotcha 9); a page translates
/// its own. That it is empty says nothing.
public protocol DropboxPage: Decodable, Sendable {
    var following: FollowingPage { get }
}

/// An endpoint that answers page by page. The continuation of a continuation is itself, so a listing can
/// be started from a stored cursor.
public protocol DropboxPagedEndpoint: DropboxEndpoint where Response: DropboxPage {
    associatedtype Continuation: DropboxEndpoint where Continuation.Response == Response

    func continuation(from cursor: String) -> Continuation
}

extension DropboxPagedEndpoint {
    public static var failureEnds: DropboxError.Scope { .listing }
}
