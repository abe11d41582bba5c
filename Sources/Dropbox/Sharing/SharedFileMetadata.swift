/// A file as the sharing routes describe it (reference section 6.6).
public struct SharedFileMetadata: Sendable, Hashable, Decodable {
    /// What this account may do with it.
    public var accessType: Open<AccessLevel>?
    public var id: String
    public var name: String
    /// Opens the file in a browser, and as a link in ``GetSharedLinkMetadata``.
    public var previewURL: String
    public var ownerDisplayNames: [String]?
    public var parentSharedFolderID: String?
    /// Nil when the file is not mounted.
    public var pathDisplay: String?
    /// Nil when the file is not mounted.
    public var pathLower: String?
    /// When it was shared; can be missing.
    public var timeInvited: String?

    private enum CodingKeys: String, CodingKey {
        case accessType = "access_type"
        case id, name
        case previewURL = "preview_url"
        case ownerDisplayNames = "owner_display_names"
        case parentSharedFolderID = "parent_shared_folder_id"
        case pathDisplay = "path_display"
        case pathLower = "path_lower"
        case timeInvited = "time_invited"
    }
}
