/// A shared folder as this account sees it (reference section 6.1).
public struct SharedFolderMetadata: Sendable, Hashable {
    /// Whether members of the folder above have access to this one.
    public enum Inheritance: String, Sendable {
        case inherit
        case noInherit = "no_inherit"
    }

    /// The id of the namespace, too.
    public var sharedFolderID: String
    /// The shared folder that this one is in; nil when it is in none.
    public var parentSharedFolderID: String?
    public var accessInheritance: Open<Inheritance>
    /// What this account may do with it.
    public var accessType: Open<AccessLevel>
    public var name: String
    /// Nil when the folder is not mounted.
    public var pathLower: String?
    public var pathDisplay: String?
    /// `id:…` of the folder in listings.
    public var folderID: String?
    public var isTeamFolder: Bool
    public var isInsideTeamFolder: Bool
    public var previewURL: String?
    public var ownerDisplayNames: [String]?

    /// The shared folder whose members have access to this one as well. Only where Dropbox says that it is so:
    /// an unknown word is none.
    public var inheritsFrom: String? { accessInheritance.known == .inherit ? parentSharedFolderID : nil }
}

extension SharedFolderMetadata: Decodable {
    private enum CodingKeys: String, CodingKey {
        case sharedFolderID = "shared_folder_id"
        case parentSharedFolderID = "parent_shared_folder_id"
        case accessInheritance = "access_inheritance"
        case accessType = "access_type"
        case name
        case pathLower = "path_lower"
        case pathDisplay = "path_display"
        case folderID = "folder_id"
        case isTeamFolder = "is_team_folder"
        case isInsideTeamFolder = "is_inside_team_folder"
        case previewURL = "preview_url"
        case ownerDisplayNames = "owner_display_names"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sharedFolderID = try container.decode(String.self, forKey: .sharedFolderID)
        parentSharedFolderID = try container.decodeIfPresent(String.self, forKey: .parentSharedFolderID)
        accessInheritance = try container.decodeIfPresent(Open<Inheritance>.self, forKey: .accessInheritance) ?? .known(.inherit)
        accessType = try container.decode(Open<AccessLevel>.self, forKey: .accessType)
        name = try container.decode(String.self, forKey: .name)
        pathLower = try container.decodeIfPresent(String.self, forKey: .pathLower)
        pathDisplay = try container.decodeIfPresent(String.self, forKey: .pathDisplay)
        folderID = try container.decodeIfPresent(String.self, forKey: .folderID)
        isTeamFolder = try container.decodeIfPresent(Bool.self, forKey: .isTeamFolder) ?? false
        isInsideTeamFolder = try container.decodeIfPresent(Bool.self, forKey: .isInsideTeamFolder) ?? false
        previewURL = try container.decodeIfPresent(String.self, forKey: .previewURL)
        ownerDisplayNames = try container.decodeIfPresent([String].self, forKey: .ownerDisplayNames)
    }
}
