public import Support

/// What a search is limited to. Nil leaves a choice to Dropbox.
public struct SearchOptions: Sendable, Hashable {
    public enum Order: String, Sendable {
        case relevance
        case lastModifiedTime = "last_modified_time"
    }

    public enum FileStatus: String, Sendable { case active, deleted }

    public enum FileCategory: String, Sendable, CaseIterable {
        case image, document, pdf, spreadsheet, presentation, audio, video, folder, paper, others
    }

    /// The folder to search; nil searches everything.
    public var path: String?
    /// Matches per page, 1...1000; Dropbox's default is 100.
    public var maxResults: Int?
    public var orderBy: Open<Order>?
    public var fileStatus: Open<FileStatus>?
    public var filenameOnly: Bool?
    /// Without dots. Only for active files.
    public var fileExtensions: [String]?
    /// Only for active files.
    public var fileCategories: [Open<FileCategory>]?
    /// Only this account's items.
    public var accountID: String?
    /// Options that are not known here, passed on as they are.
    public var others: [String: JSON] = [:]

    public init() {}
}

extension SearchOptions: Encodable {
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case path
        case maxResults = "max_results"
        case orderBy = "order_by"
        case fileStatus = "file_status"
        case filenameOnly = "filename_only"
        case fileExtensions = "file_extensions"
        case fileCategories = "file_categories"
        case accountID = "account_id"
    }

    private struct OtherKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public func encode(to encoder: any Encoder) throws {
        var unknown = encoder.container(keyedBy: OtherKey.self)
        for (key, value) in others where CodingKeys(stringValue: key) == nil {
            try unknown.encode(value, forKey: OtherKey(stringValue: key))
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(path, forKey: .path)
        try container.encodeIfPresent(maxResults, forKey: .maxResults)
        try container.encodeIfPresent(orderBy, forKey: .orderBy)
        try container.encodeIfPresent(fileStatus, forKey: .fileStatus)
        try container.encodeIfPresent(filenameOnly, forKey: .filenameOnly)
        try container.encodeIfPresent(fileExtensions, forKey: .fileExtensions)
        try container.encodeIfPresent(fileCategories, forKey: .fileCategories)
        try container.encodeIfPresent(accountID, forKey: .accountID)
    }
}

/// What a match says beside its metadata.
public struct MatchFieldOptions: Sendable, Hashable, Encodable {
    /// The parts of the title that matched.
    public var includeHighlights: Bool

    public init(includeHighlights: Bool) {
        self.includeHighlights = includeHighlights
    }

    private enum CodingKeys: String, CodingKey {
        case includeHighlights = "include_highlights"
    }
}
