import Support

/// The namespaces of an account: which one is `/` by itself, and which one shows everything
/// (reference section 7.7).
public struct RootInfo: Sendable, Hashable, Decodable {
    public enum Kind: String, Sendable { case team, user }

    /// Dropbox's tag. Not to be decided by: ``hasTeamSpace`` says what it seems to say.
    public var kind: Open<Kind>
    /// Shows everything the account can reach.
    public var rootNamespaceID: String
    /// Where `/` is when no path root is sent.
    public var homeNamespaceID: String
    /// The home folder's path under the root.
    public var homePath: String?

    /// Whether there is more than the home folder. Only the ids tell: the tag may be `user` all the same.
    public var hasTeamSpace: Bool { rootNamespaceID != homeNamespaceID }

    /// The path root with which everything is listed; nil where that is so without one.
    public var pathRoot: PathRoot? { hasTeamSpace ? .root(rootNamespaceID) : nil }

    private enum CodingKeys: String, CodingKey {
        case tag = ".tag"
        case rootNamespaceID = "root_namespace_id"
        case homeNamespaceID = "home_namespace_id"
        case homePath = "home_path"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = Open(tag: try container.decodeIfPresent(String.self, forKey: .tag) ?? "")
        rootNamespaceID = try container.decode(String.self, forKey: .rootNamespaceID)
        homeNamespaceID = try container.decode(String.self, forKey: .homeNamespaceID)
        homePath = try container.decodeIfPresent(String.self, forKey: .homePath)
    }

    /// From an error body; nil when the namespaces are not in it.
    init?(json: JSON) {
        guard let root = json["root_namespace_id"]?.stringValue, let home = json["home_namespace_id"]?.stringValue
        else { return nil }
        kind = Open(tag: json[".tag"]?.stringValue ?? "")
        rootNamespaceID = root
        homeNamespaceID = home
        homePath = json["home_path"]?.stringValue
    }
}
