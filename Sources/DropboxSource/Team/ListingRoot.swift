import Dropbox

/// A tree that is listed by itself, with a cursor of its own: who reads it, and where it is in the index.
struct ListingRoot: Sendable {
    var key: RootKey
    /// Acts as whoever can read the tree, with `/` where the paths of its entries begin.
    var client: DropboxClient
    /// The folder to list, as `files/list_folder` wants it.
    var path: String
    var place = Place()
    /// `dbid:…` of the account whose own folder it is: of what is in no shared folder, the owner. Nil for a
    /// tree that is a shared folder.
    var ownerAccountID: String?
    /// Whether what is mounted in the tree is listed with it.
    var includesMountedFolders = true
}

/// Which tree a root is.
enum RootKey: Hashable, Sendable {
    /// All that the account shows.
    case account
    /// A namespace that no other tree shows. The namespace's id.
    case namespace(String)
    /// The home of a team member. The member's id, `dbmid:…`.
    case member(String)
}

extension RootKey {
    private static let namespacePrefix = "ns:"
    private static let memberPrefix = "member:"

    /// How it is written in a stored cursor.
    var text: String {
        switch self {
        case .account: "account"
        case .namespace(let id): Self.namespacePrefix + id
        case .member(let id): Self.memberPrefix + id
        }
    }

    /// Nil for anything that ``text`` does not write.
    init?(text: String) {
        if text == "account" {
            self = .account
        } else if text.hasPrefix(Self.namespacePrefix) {
            self = .namespace(String(text.dropFirst(Self.namespacePrefix.count)))
        } else if text.hasPrefix(Self.memberPrefix) {
            self = .member(String(text.dropFirst(Self.memberPrefix.count)))
        } else {
            return nil
        }
    }
}

/// Where a tree is in the index: what the paths of its entries are put behind.
///
/// Deletions are told by path, so no two trees may have a path in common. A tree that is mounted in the account
/// has its mount's path. The key of every other one begins with `ns:` and its namespace's id, which is how
/// Dropbox itself names such a path, and which no path of an account can begin with; people are shown the path
/// that a member sees.
struct Place: Sendable, Hashable {
    /// Put before `path_lower`.
    var lower = ""
    /// Put before `path_display`.
    var display = ""

    init(lower: String = "", display: String = "") {
        self.lower = lower
        self.display = display
    }

    /// The place of a namespace that is mounted nowhere.
    init(namespace id: String, display: String) {
        self.init(lower: "ns:\(id)", display: display)
    }

    /// Whether a path is that of something here.
    func contains(_ path: String) -> Bool { Place.isPath(path, atOrBelow: lower) }

    static func isPath(_ path: String, atOrBelow folder: String) -> Bool {
        path.hasPrefix(folder) && (path.utf8.count == folder.utf8.count || path.dropFirst(folder.count).first == "/")
    }
}

extension Place {
    private var isOrigin: Bool { lower.isEmpty && display.isEmpty }

    /// The entry with its paths as they are in the index.
    func placing(_ entry: Metadata) -> Metadata {
        if isOrigin { return entry }
        switch entry {
        case .file(let file): return .file(placing(file))
        case .folder(var folder):
            folder.pathLower = folder.pathLower.map { lower + $0 }
            folder.pathDisplay = display + (folder.pathDisplay ?? "/\(folder.name)")
            return .folder(folder)
        case .deleted(var deleted):
            deleted.pathLower = deleted.pathLower.map { lower + $0 }
            deleted.pathDisplay = deleted.pathDisplay.map { display + $0 }
            return .deleted(deleted)
        }
    }

    func placing(_ file: FileMetadata) -> FileMetadata {
        if isOrigin { return file }
        var file = file
        file.pathLower = file.pathLower.map { lower + $0 }
        // Dropbox does not promise paths for namespaces; then only the name is known.
        file.pathDisplay = display + (file.pathDisplay ?? "/\(file.name)")
        return file
    }
}
