import Dropbox

/// What decides who may see a file or folder: the shared folder it is in, and for a file whether it has members
/// of its own.
struct AccessSubject: Sendable, Hashable {
    /// `id:…`
    var id: String
    /// The shared folder that the item is in, or is. Nil for what only the account whose folder it is can see.
    var folder: String?
    /// That account, `dbid:…`; nil for the one that is read.
    var owner: String?
    /// `dbid:…` of who has received the file by itself: then nobody sees it but its own members.
    var receiver: String?
    /// Whether there are members of this very file; nil when only asking tells.
    var hasOwnMembers: Bool? = false

    init(id: String, folder: String?, hasOwnMembers: Bool? = false) {
        self.id = id
        self.folder = folder
        self.hasOwnMembers = hasOwnMembers
    }

    /// A file that was shared by itself.
    init(received id: String, by receiver: String) {
        self.init(id: id, folder: nil, hasOwnMembers: true)
        self.receiver = receiver
    }

    init(_ file: FileMetadata) {
        self.init(
            id: file.id, folder: file.sharingInfo?.parentSharedFolderID, hasOwnMembers: file.hasExplicitSharedMembers)
    }

    init(_ folder: FolderMetadata) {
        self.init(id: folder.id, folder: folder.sharingInfo?.sharedFolderID ?? folder.sharingInfo?.parentSharedFolderID)
    }

    /// Nil for what is gone.
    init?(_ metadata: Metadata) {
        switch metadata {
        case .file(let file): self.init(file)
        case .folder(let folder): self.init(folder)
        case .deleted: return nil
        }
    }
}

extension AccessSubject {
    private static let toPrefix = "to:"

    /// Equal for all that the same people may see: `84528192421`, with members of its own `84528192421/id:…`,
    /// in the folder of another member `dbid:…/id:…`, and of a received file `to:dbid:…/id:…`. Nil for what only the one
    /// whose folder it is can see, for good.
    var key: String? {
        if let receiver { return "\(Self.toPrefix)\(receiver)/\(id)" }
        if hasOwnMembers != false { return "\(folder ?? owner ?? "")/\(id)" }
        return folder
    }

    /// Reads what ``key`` wrote. What has no members of its own has the key for an id, too.
    init(key: String) {
        guard let slash = key.firstIndex(of: "/") else {
            self.init(id: key, folder: key)
            return
        }
        let place = String(key[..<slash])
        guard !place.hasPrefix(Self.toPrefix) else {
            self.init(
                received: String(key[key.index(after: slash)...]), by: String(place.dropFirst(Self.toPrefix.count)))
            return
        }
        let isOwner = place.hasPrefix("dbid:")
        self.init(
            id: String(key[key.index(after: slash)...]), folder: place.isEmpty || isOwner ? nil : place, hasOwnMembers: true)
        owner = isOwner ? place : nil
    }
}
