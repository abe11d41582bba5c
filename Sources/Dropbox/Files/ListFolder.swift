public import Support

/// `files/list_folder`: the first page of the entries under a folder.
///
/// A refusal of the path (`pathNotFound`, `notFolder`) is one of the whole listing.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder>
public struct ListFolder: DropboxPagedEndpoint, Encodable {
    public static let route = "files/list_folder"
    public typealias Response = ListFolderPage

    /// The folder to list: a path, `id:…` or `ns:…`. The root is `""`; Dropbox refuses `"/"`.
    public var path: String
    /// Everything below the folder, not only what is directly in it. Not for a shared link.
    public var recursive = false
    /// Entries wanted per page, 1...2000. Dropbox takes it as a hint; nil leaves it to Dropbox.
    public var limit: Int? = 2000
    /// Also what existed once. Later changes contain deletions in any case.
    public var includeDeleted = false
    /// Sets ``FileMetadata/hasExplicitSharedMembers``.
    public var includeHasExplicitSharedMembers = false
    /// Also entries under mounted folders: shared folders, team folders, the app's folder.
    public var includeMountedFolders = true
    /// Also what can only be exported: Paper and Google documents.
    public var includeNonDownloadableFiles = true
    /// Lists a link's content instead; `path` is then relative to it.
    public var sharedLink: SharedLink?
    /// Sets ``DeletedMetadata/isRestorable``.
    public var includeRestorableInfo: Bool?

    public init(path: String = "", recursive: Bool = false) {
        self.path = path
        self.recursive = recursive
    }

    public var subject: String? { path }

    public func continuation(from cursor: String) -> ListFolderContinue {
        ListFolderContinue(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey {
        case path, recursive, limit
        case includeDeleted = "include_deleted"
        case includeHasExplicitSharedMembers = "include_has_explicit_shared_members"
        case includeMountedFolders = "include_mounted_folders"
        case includeNonDownloadableFiles = "include_non_downloadable_files"
        case sharedLink = "shared_link"
        case includeRestorableInfo = "include_restorable_info"
    }
}

extension ListFolder {
    /// A shared link to a folder.
    public struct SharedLink: Sendable, Encodable {
        public var url: String
        public var password: Secret?

        public init(url: String, password: Secret? = nil) {
            self.url = url
            self.password = password
        }

        private enum CodingKeys: String, CodingKey { case url, password }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(url, forKey: .url)
            try container.encodeIfPresent(password?.reveal(), forKey: .password)
        }
    }
}
