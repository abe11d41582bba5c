public import Foundation

/// `dropbox`: other places than Dropbox's own to send its requests to.
///
/// Base URLs without a slash at the end, to which `/2/files/list_folder` or `/oauth2/token` is appended.
public struct DropboxConfiguration: Sendable, Equatable {
    /// `api_url`, or `DROPBOX_API_URL` in the environment. The default is Dropbox's own.
    public var apiURL: URL?
    /// `content_url`, or `DROPBOX_CONTENT_URL` in the environment. The default is Dropbox's own.
    public var contentURL: URL?
    /// `notify_url`, or `DROPBOX_NOTIFY_URL` in the environment. The default is Dropbox's own.
    public var notifyURL: URL?

    public init() {}

    /// Reads `dropbox`. What the file says wins over the environment, as it does for every key.
    init(_ section: ConfigurationSection, environment: [String: String]) throws(ConfigurationError) {
        apiURL = try section.baseURL("api_url", orVariable: "DROPBOX_API_URL", in: environment)
        contentURL = try section.baseURL("content_url", orVariable: "DROPBOX_CONTENT_URL", in: environment)
        notifyURL = try section.baseURL("notify_url", orVariable: "DROPBOX_NOTIFY_URL", in: environment)
    }
}
