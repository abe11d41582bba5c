import Dropbox
import SyncEngine

extension DropboxDocument {
    /// A file that somebody shared with the account by itself: it is in no folder, and is opened by its link.
    ///
    /// Fields as Elastic's connector writes them: `url`, and no `file_path`. What follows `rev` is ours.
    static func received(_ received: SharedFileMetadata, _ link: SharedLinkMetadata, _ file: FileMetadata) -> SourceDocument {
        let name = fileExtension(of: file.name)
        let kind = FileKind(extension: name)
        let permissions = link.linkPermissions
        let audience = permissions.effectiveAudience?.tag ?? permissions.resolvedVisibility?.tag
        return SourceDocument(
            id: file.id, label: "\(file.name) (received)",
            fields: [
                DocumentField("id", .string(file.id)),
                DocumentField("type", .string("File")),
                DocumentField("name", .string(file.name)),
                DocumentField("url", .string(link.url)),
                DocumentField("size", .int(file.size)),
                DocumentField("web_url", .string(link.url)),
                DocumentField("extension", name.isEmpty ? nil : name),
                DocumentField("mime_type", .string(kind.mimeType)),
                DocumentField("category", .string(kind.category.rawValue)),
                DocumentField("icon", .string(kind.icon)),
                DocumentField("client_modified", .string(file.clientModified)),
                DocumentField("server_modified", .string(file.serverModified)),
                DocumentField("rev", .string(file.rev)),
                DocumentField("preview_url", .string(received.previewURL)),
                DocumentField("owner", received.ownerDisplayNames.map { .strings($0) } ?? .null),
                DocumentField("time_invited", received.timeInvited),
                DocumentField("link_audience", audience),
                DocumentField("link_expires", link.expires),
            ],
            timestamp: file.serverModified)
    }
}
