import Dropbox
import SyncEngine

/// Makes documents of what Dropbox lists.
///
/// The names of the fields are those of Elastic's connector, so that an index written by either answers the
/// same queries; `path_lower` and what follows it are ours. Each kind of document always writes the same
/// fields, the unknown ones as null, so that a partial update leaves nothing old behind.
enum DropboxDocument {
    /// - Parameter content: What to index of the file's bytes, if anything.
    static func file(_ file: FileMetadata, content: SourceContent?) -> SourceDocument {
        let name = fileExtension(of: file.name)
        let kind = FileKind(extension: name)
        var fields = common(type: "File", id: file.id, name: file.name, pathDisplay: file.pathDisplay, size: Int(clamping: file.size))
        fields += place(pathLower: file.pathLower, pathDisplay: file.pathDisplay, isFolder: false)
        fields += [
            DocumentField("extension", name.isEmpty ? nil : name),
            DocumentField("mime_type", .string(kind.mimeType)),
            DocumentField("category", .string(kind.category.rawValue)),
            DocumentField("icon", .string(kind.icon)),
            DocumentField("client_modified", .string(file.clientModified)),
            DocumentField("server_modified", .string(file.serverModified)),
            DocumentField("rev", .string(file.rev)),
            DocumentField("content_hash", file.contentHash),
        ]
        return SourceDocument(
            id: file.id, label: file.pathDisplay ?? file.name, fields: fields,
            timestamp: timestamp(of: file), content: content, path: file.pathLower)
    }

    static func folder(_ folder: FolderMetadata) -> SourceDocument {
        let kind = FileKind.folder
        var fields = common(type: "Folder", id: folder.id, name: folder.name, pathDisplay: folder.pathDisplay, size: 0)
        fields += place(pathLower: folder.pathLower, pathDisplay: folder.pathDisplay, isFolder: true)
        fields += [
            DocumentField("mime_type", .string(kind.mimeType)),
            DocumentField("category", .string(kind.category.rawValue)),
            DocumentField("icon", .string(kind.icon)),
        ]
        // Dropbox knows no time of a folder (reference 5.4): the index keeps when it first saw it.
        return SourceDocument(
            id: folder.id, label: folder.pathDisplay ?? folder.name, fields: fields, timestamp: nil,
            path: folder.pathLower, isFolder: true)
    }

    private static func common(
        type: String, id: String, name: String, pathDisplay: String?, size: Int
    ) -> [DocumentField] {
        [
            DocumentField("id", .string(id)),
            DocumentField("type", .string(type)),
            DocumentField("name", .string(name)),
            DocumentField("file_path", pathDisplay),
            DocumentField("size", .int(size)),
        ]
    }

    private static func place(pathLower: String?, pathDisplay: String?, isFolder: Bool) -> [DocumentField] {
        let hierarchy = pathLower.map(PathHierarchy.init)
        return [
            DocumentField(ItemPath.field, pathLower),
            DocumentField("parent_path", hierarchy?.parent),
            DocumentField(ItemPath.hierarchyField, hierarchy.map { .strings($0.ancestors) } ?? .null),
            DocumentField("web_url", pathDisplay.map { WebLink.make(path: $0, isFolder: isFolder) }),
        ]
    }

    /// Paper documents change without a new `server_modified`; Elastic's connector takes the client's time too.
    static func timestamp(of file: FileMetadata) -> String {
        file.name.hasSuffix(".paper") ? file.clientModified : file.serverModified
    }
}
