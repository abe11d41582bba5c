public import Foundation

/// Where the API is. The paths `/2/files/list_folder` and `/oauth2/token` are appended to these URLs.
public struct DropboxHosts: Sendable, Hashable {
    /// RPC routes and the token endpoint.
    public var api: URL
    /// Downloads.
    public var content: URL
    /// `files/list_folder/longpoll`, the one route without a token.
    public var notify: URL

    public init(api: URL, content: URL, notify: URL) {
        self.api = api
        self.content = content
        self.notify = notify
    }

    /// One server for everything: a stand-in in a test.
    public init(all url: URL) {
        self.init(api: url, content: url, notify: url)
    }

    /// Dropbox itself.
    public static let production = DropboxHosts(
        api: .literal("https://api.dropboxapi.com"),
        content: .literal("https://content.dropboxapi.com"),
        notify: .literal("https://notify.dropboxapi.com"))

    /// False when any of the hosts was pointed elsewhere: the account's token goes there.
    public var isProduction: Bool { self == .production }

    func url(of host: DropboxHost, route: String) -> URL {
        base(host).appending(path: "2/" + route)
    }

    var token: URL { api.appending(path: "oauth2/token") }

    private func base(_ host: DropboxHost) -> URL {
        switch host {
        case .api: api
        case .content: content
        case .notify: notify
        }
    }
}

extension URL {
    /// A URL written in the source.
    fileprivate static func literal(_ text: StaticString) -> URL {
        guard let url = URL(string: "\(text)") else { preconditionFailure("not a URL: \(text)") }
        return url
    }
}
