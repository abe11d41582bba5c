/// What a shared link leads to (reference section 6.6).
public struct SharedLinkMetadata: Sendable, Hashable {
    /// What only a link to a file has.
    public struct File: Sendable, Hashable {
        public var clientModified: String
        public var serverModified: String
        public var rev: String
        public var size: Int
    }

    public var url: String
    public var id: String?
    public var name: String
    public var expires: String?
    /// Only for the owner of the link.
    public var pathLower: String?
    public var linkPermissions: LinkPermissions
    /// Nil for a link to a folder.
    public var file: File?
}

/// Who may open a shared link.
public struct LinkPermissions: Sendable, Hashable, Decodable {
    public enum Visibility: String, Sendable {
        case `public`
        case teamOnly = "team_only"
        case password
        case teamAndPassword = "team_and_password"
        case sharedFolderOnly = "shared_folder_only"
        case noOne = "no_one"
        case onlyYou = "only_you"
    }

    public enum Audience: String, Sendable {
        case `public`, team, password, members
        case noOne = "no_one"
    }

    public var resolvedVisibility: Open<Visibility>?
    public var effectiveAudience: Open<Audience>?
    public var allowDownload: Bool?
    public var requirePassword: Bool?

    private enum CodingKeys: String, CodingKey {
        case resolvedVisibility = "resolved_visibility"
        case effectiveAudience = "effective_audience"
        case allowDownload = "allow_download"
        case requirePassword = "require_password"
    }
}

extension SharedLinkMetadata: Decodable {
    private enum CodingKeys: String, CodingKey {
        case tag = ".tag"
        case url, id, name, expires, rev, size
        case pathLower = "path_lower"
        case linkPermissions = "link_permissions"
        case clientModified = "client_modified"
        case serverModified = "server_modified"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        url = try container.decode(String.self, forKey: .url)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        name = try container.decode(String.self, forKey: .name)
        expires = try container.decodeIfPresent(String.self, forKey: .expires)
        pathLower = try container.decodeIfPresent(String.self, forKey: .pathLower)
        linkPermissions = try container.decode(LinkPermissions.self, forKey: .linkPermissions)
        guard try container.decode(String.self, forKey: .tag) == "file" else { return }
        file = File(
            clientModified: try container.decode(String.self, forKey: .clientModified),
            serverModified: try container.decode(String.self, forKey: .serverModified),
            rev: try container.decode(String.self, forKey: .rev),
            size: try container.decode(Int.self, forKey: .size))
    }
}
