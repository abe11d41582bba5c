import Dropbox
import Foundation
import SyncEngine

extension DropboxSource {
    /// Files that others shared with the account one by one are indexed, whatever folder is read, as Elastic's
    /// connector does. Not under advanced rules: those select by paths and searches, and a received file has no path.
    var listsReceivedFiles: Bool { rules == nil }

    /// The file behind a received entry, as it is now; one call.
    ///
    /// - Throws: ``DropboxError``, `CancellationError`.
    func document(of received: SharedFileMetadata) async throws -> SourceDocument {
        let link = try await account.client.call(GetSharedLinkMetadata(SharedLinkArguments(url: received.previewURL)))
        guard let content = link.file else {
            throw DropboxError(.sharedLinkIsFolder, operation: "\(GetSharedLinkMetadata.route) of \"\(received.name)\"")
        }
        let file = FileMetadata(
            id: received.id, name: link.name, clientModified: content.clientModified,
            serverModified: content.serverModified, rev: content.rev, size: content.size)
        var document = DropboxDocument.received(received, link, file)
        document.isSecondary = true
        document.kind = "received "
        switch contentRules.access(to: file) {
        case .none(let status): document.extractionStatus = status
        case .download, .export:
            if link.linkPermissions.allowDownload == false {
                document.extractionStatus = .notDownloadable
            } else {
                document.content = linked(file, link.url)
            }
        }
        return document
    }

    /// What was received is visible to the account, and to whom else it was given.
    func permitted(_ received: [SourceDocument]) async throws -> [SourceDocument] {
        guard let permissions, !received.isEmpty else { return received }
        let subjects = received.map { AccessSubject(id: $0.id, folder: nil, hasOwnMembers: true) }
        let lists = try await permissions.lists(for: subjects, in: root)
        return received.map { document in
            var document = document
            document.access = lists[document.id]
            return document
        }
    }

    /// `files/download` does not give such a file; its link does.
    private func linked(_ file: FileMetadata, _ url: String) -> SourceContent {
        SourceContent(version: "rev:\(file.rev)", size: file.size, name: file.name) {
            try await perDocument {
                let bytes = try await account.client.download(SharedLinkArguments(url: url), limit: file.size).data
                try requireText(bytes, of: file)
                return FetchedContent(bytes: bytes, name: file.name)
            }
        }
    }
}

extension SharedFileMetadata {
    /// Another text when the listing says something else of the file.
    var digest: String {
        let text = [name, previewURL, timeInvited ?? "", ownerDisplayNames?.joined(separator: ",") ?? ""].joined(separator: "\n")
        // FNV-1a: the same in every run, and short in the stored cursor.
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
