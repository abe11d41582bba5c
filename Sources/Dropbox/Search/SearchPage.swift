/// A page of matches (reference section 4.11).
public struct SearchPage: DropboxPage {
    public var matches: [SearchMatch]
    public var hasMore: Bool
    /// Only when there is more.
    public var cursor: String?

    public var following: FollowingPage {
        guard hasMore else { return .none }
        return cursor.map { .from(cursor: $0) } ?? .unknown
    }

    private enum CodingKeys: String, CodingKey {
        case matches, cursor
        case hasMore = "has_more"
    }
}

/// One match.
public struct SearchMatch: Sendable, Hashable {
    public enum MatchType: String, Sendable {
        case filename
        case fileContent = "file_content"
        case filenameAndContent = "filename_and_content"
        case imageContent = "image_content"
        case metadata
    }

    public struct HighlightSpan: Sendable, Hashable, Decodable {
        public var text: String
        public var isHighlighted: Bool

        private enum CodingKeys: String, CodingKey {
            case text = "highlight_str"
            case isHighlighted = "is_highlighted"
        }
    }

    /// Nil for a kind of match that is not known here: to be skipped.
    public var metadata: Metadata?
    public var matchType: Open<MatchType>?
    public var highlightSpans: [HighlightSpan]?
}

extension SearchMatch: Decodable {
    private enum CodingKeys: String, CodingKey {
        case metadata
        case matchType = "match_type"
        case highlightSpans = "highlight_spans"
    }

    /// `metadata` twice: the outer one is an open union with one member so far.
    private struct MetadataV2: Decodable {
        enum CodingKeys: String, CodingKey {
            case tag = ".tag"
            case metadata
        }

        var metadata: Metadata?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard try container.decode(String.self, forKey: .tag) == "metadata" else { return }
            metadata = try container.decode(Metadata.self, forKey: .metadata)
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(MetadataV2.self, forKey: .metadata).metadata
        matchType = try container.decodeIfPresent(Open<MatchType>.self, forKey: .matchType)
        highlightSpans = try container.decodeIfPresent([HighlightSpan].self, forKey: .highlightSpans)
    }
}
