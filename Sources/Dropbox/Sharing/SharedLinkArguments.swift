import Foundation
public import Support

/// A shared link, and where below it.
public struct SharedLinkArguments: Sendable, Encodable {
    public var url: String
    /// Relative to the link's folder; only for links to folders.
    public var path: String?
    public var linkPassword: Secret?

    public init(url: String, path: String? = nil, linkPassword: Secret? = nil) {
        self.url = url
        self.path = path
        self.linkPassword = linkPassword
    }

    private enum CodingKeys: String, CodingKey {
        case url, path
        case linkPassword = "link_password"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(url, forKey: .url)
        try container.encodeIfPresent(path, forKey: .path)
        try container.encodeIfPresent(linkPassword?.reveal(), forKey: .linkPassword)
    }

    /// The link without its query: the key in there opens the file for whoever reads the log.
    var subject: String {
        String(url.prefix { $0 != "?" }) + (path ?? "")
    }
}
