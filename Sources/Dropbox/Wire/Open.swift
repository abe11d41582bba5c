/// A tag of an open union: one we know, or one that Dropbox added later.
///
/// The reference asks clients to read an unknown tag as "other" (section 1.9); its text is kept.
public enum Open<Known>: Hashable, Sendable
where Known: RawRepresentable<String> & Hashable & Sendable {
    case known(Known)
    case other(String)

    public init(tag: String) {
        self = Known(rawValue: tag).map(Open.known) ?? .other(tag)
    }

    /// The tag as Dropbox writes it.
    public var tag: String {
        switch self {
        case .known(let known): known.rawValue
        case .other(let tag): tag
        }
    }

    /// The tag we know; nil for any other.
    public var known: Known? {
        if case .known(let known) = self { known } else { nil }
    }
}

/// The key of a union's tag, for unions of which only the tag matters.
enum TagKey: String, CodingKey {
    case tag = ".tag"
}

extension Open: Decodable {
    /// Reads `{".tag": "viewer"}`, whatever else is in the object, and the bare `"viewer"`.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: TagKey.self) {
            self.init(tag: try container.decode(String.self, forKey: .tag))
        } else {
            self.init(tag: try decoder.singleValueContainer().decode(String.self))
        }
    }
}

extension Open: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TagKey.self)
        try container.encode(tag, forKey: .tag)
    }
}
