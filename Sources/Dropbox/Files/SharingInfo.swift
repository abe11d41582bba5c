/// Where a file's permissions come from.
public struct FileSharingInfo: Sendable, Hashable, Decodable {
    /// Whether this account may only read it.
    public var readOnly: Bool
    /// The shared folder the file is in.
    public var parentSharedFolderID: String
    /// Account id of the last editor; nil when that account was deleted.
    public var modifiedBy: String?

    public init(readOnly: Bool, parentSharedFolderID: String, modifiedBy: String? = nil) {
        self.readOnly = readOnly
        self.parentSharedFolderID = parentSharedFolderID
        self.modifiedBy = modifiedBy
    }

    private enum CodingKeys: String, CodingKey {
        case readOnly = "read_only"
        case parentSharedFolderID = "parent_shared_folder_id"
        case modifiedBy = "modified_by"
    }
}

/// What a folder is in the world of shared folders.
public struct FolderSharingInfo: Sendable, Hashable {
    /// Whether this account may only read it.
    public var readOnly: Bool
    /// The shared folder that this folder is in.
    public var parentSharedFolderID: String?
    /// The shared folder that this folder *is*.
    public var sharedFolderID: String?
    /// Whether the account may only pass through to some of its subfolders.
    public var traverseOnly: Bool
    /// Whether the account cannot open it.
    public var noAccess: Bool
}

extension FolderSharingInfo: Decodable {
    private enum CodingKeys: String, CodingKey {
        case readOnly = "read_only"
        case parentSharedFolderID = "parent_shared_folder_id"
        case sharedFolderID = "shared_folder_id"
        case traverseOnly = "traverse_only"
        case noAccess = "no_access"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        readOnly = try container.decode(Bool.self, forKey: .readOnly)
        parentSharedFolderID = try container.decodeIfPresent(String.self, forKey: .parentSharedFolderID)
        sharedFolderID = try container.decodeIfPresent(String.self, forKey: .sharedFolderID)
        traverseOnly = try container.decodeIfPresent(Bool.self, forKey: .traverseOnly) ?? false
        noAccess = try container.decodeIfPresent(Bool.self, forKey: .noAccess) ?? false
    }
}
