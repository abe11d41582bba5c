/// What a search is limited to. Nil leaves a choice to Dropbox.
public struct SearchOptions: Sendable, Hashable, Encodable {
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

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case path
        case maxResults = "max_results"
        case orderBy = "order_by"
        case fileStatus = "file_status"
        case filenameOnly = "filename_only"
        case fileExtensions = "file_extensions"
        case fileCategories = "file_categories"
        case accountID = "account_id"
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
