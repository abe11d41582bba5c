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
    func document(of received: SharedFileMetadata, for receiver: Receiver) async throws -> SourceDocument {
        let link = try await receiver.client.call(GetSharedLinkMetadata(SharedLinkArguments(url: received.previewURL)))
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
                document.content = linked(file, link.url, as: receiver.client)
            }
        }
        return document
    }

    /// What was received is visible to those it was given to.
    func permitted(_ received: [SourceDocument], for receiver: Receiver) async throws -> [SourceDocument] {
        guard let permissions, !received.isEmpty else { return received }
        let subjects = received.map { AccessSubject(received: $0.id, by: receiver.accountID) }
        let lists = try await permissions.lists(for: subjects, in: ListingRoot(key: .account, client: receiver.client, path: ""))
        return received.map { document in
            var document = document
            document.access = lists[document.id]
            return document
        }
    }

    /// `files/download` does not give such a file; its link does.
    private func linked(_ file: FileMetadata, _ url: String, as client: DropboxClient) -> SourceContent {
        SourceContent(version: "rev:\(file.rev)", size: file.size, name: file.name) {
            try await perDocument {
                let bytes = try await client.download(SharedLinkArguments(url: url), limit: file.size).data
                try requireText(bytes, of: file)
                return FetchedContent(bytes: bytes, name: file.name)
            }
        }
    }
}

/// Whose received files are listed.
struct Receiver: Sendable {
    /// `dbid:…`
    var accountID: String
    /// Acts as the receiver.
    var client: DropboxClient
    /// As warnings call them; nil for the account that is read.
    var email: String?
}

extension DropboxSource {
    /// The account, and with the folders of members these members.
    func receivers(_ members: [MemberProfile]) -> [Receiver] {
        let account = Receiver(accountID: account.accountID, client: account.client)
        guard includesMemberFolders else { return [account] }
        return [account] + members.compactMap { member in
            member.accountID.map {
                Receiver(accountID: $0, client: client(.member(member.teamMemberID)).acting(at: nil), email: member.email)
            }
        }
    }

    /// The one with this account, as far as their folder is listed.
    func receiver(_ accountID: String?, in state: ListingState) -> Receiver {
        guard let accountID, accountID != account.accountID,
            let root = state.roots.first(where: { $0.ownerAccountID == accountID })
        else { return Receiver(accountID: account.accountID, client: account.client) }
        return Receiver(accountID: accountID, client: client(root.reader).acting(at: nil), email: accountID)
    }
}

/// What is remembered of a received file: what its listing said, and whose listing that was.
struct ReceivedMark {
    private static let separator: Character = "@"
    /// ``SharedFileMetadata/digest``
    var digest: String
    /// `dbid:…` of the member who received it; nil for the account that is read.
    var receiver: String?

    init(_ entry: SharedFileMetadata, for receiver: Receiver) {
        digest = entry.digest
        self.receiver = receiver.email == nil ? nil : receiver.accountID
    }

    /// Reads what ``text`` wrote.
    init(text: String) {
        let parts = text.split(separator: Self.separator, maxSplits: 1)
        digest = parts.first.map(String.init) ?? ""
        receiver = parts.count > 1 ? String(parts[1]) : nil
    }

    var text: String { receiver.map { "\(digest)\(Self.separator)\($0)" } ?? digest }
}

extension SharedFileMetadata {
    /// Another text when the listing says something else of the file.
    var digest: String {
        let text = [name, previewURL, timeInvited ?? "", ownerDisplayNames?.joined(separator: ",") ?? ""].joined(separator: "\n")
        return String(text.fnv1a, radix: 36)
    }
}

extension String {
    /// A hash that is the same in every run, and short in a stored cursor.
    var fnv1a: UInt64 { utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 } }
}
