/// What `/` and `""` mean in a call (reference section 1.7). Ids are not affected.
public enum PathRoot: Sendable, Hashable {
    /// The account's own folder; the default.
    case home
    /// The account's root namespace: with a team space, the team's. Dropbox refuses one that is no longer
    /// the root (`invalidRoot`), so a changed layout cannot go unnoticed.
    case root(String)
    /// Any namespace that may be read.
    case namespace(String)
}

extension PathRoot: Encodable {
    private enum CodingKeys: String, CodingKey {
        case tag = ".tag"
        case root
        case namespaceID = "namespace_id"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .home:
            try container.encode("home", forKey: .tag)
        case .root(let id):
            try container.encode("root", forKey: .tag)
            try container.encode(id, forKey: .root)
        case .namespace(let id):
            try container.encode("namespace_id", forKey: .tag)
            try container.encode(id, forKey: .namespaceID)
        }
    }
}
