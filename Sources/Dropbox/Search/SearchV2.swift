/// `files/search_v2`: files and folders by words.
///
/// At most 10,000 matches over all pages; recent changes may be missing and matches may be repeated, so
/// nothing may be concluded from what is not found. Not with ``DropboxIdentity/admin(_:)``.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-search>
public struct SearchV2: DropboxPagedEndpoint, Encodable {
    public static let route = "files/search_v2"
    public typealias Response = SearchPage

    /// 1...1000 characters.
    public var query: String
    public var options: SearchOptions?
    public var matchFieldOptions: MatchFieldOptions?

    public init(query: String, options: SearchOptions? = nil, matchFieldOptions: MatchFieldOptions? = nil) {
        self.query = query
        self.options = options
        self.matchFieldOptions = matchFieldOptions
    }

    public var subject: String? { query }

    public func continuation(from cursor: String) -> SearchContinueV2 {
        SearchContinueV2(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey {
        case query, options
        case matchFieldOptions = "match_field_options"
    }
}

/// `files/search/continue_v2`: the matches after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-search-continue>
public struct SearchContinueV2: DropboxPagedEndpoint, Encodable {
    public static let route = "files/search/continue_v2"
    public typealias Response = SearchPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> SearchContinueV2 {
        SearchContinueV2(cursor: cursor)
    }
}
