import Dropbox
import Foundation
import Support

/// Follows what the team's log tells of sharing, where the token may read it.
///
/// It makes changes known sooner, and nothing rests on it: events may be late, and all access lists are looked at
/// again at intervals in any case.
struct TeamLog: Sendable {
    let client: DropboxClient
    let log: Log

    /// What has happened since a cursor.
    struct News: Sendable, Equatable {
        /// Something that changes more than the members of one folder or file.
        var isEverything = false
        /// Folders that have become shared ones, by id.
        var newFolders: Set<String> = []
        /// Shared folders whose members have changed, by id.
        var folders: Set<String> = []
        /// Files whose members have changed, by id.
        var files: Set<String> = []

        var isEmpty: Bool { self == News() }
    }

    /// Where to begin; nil when the log may not be read.
    ///
    /// - Throws: `DropboxError` when the authorization is gone. `CancellationError`.
    func start() async throws -> String? {
        // The clocks need not agree.
        let start = Timestamp.formatDropbox(Date(timeIntervalSinceNow: -600))
        return try await tolerating {
            var cursor: String?
            for try await page in client.pages(of: GetEvents(category: "sharing", startTime: start)) { cursor = page.cursor }
            return cursor
        } orElse: { problem in
            log.info("The team's log is not read, so changed permissions are found at intervals only: \(problem)")
            return nil
        }
    }

    /// - Returns: The news, and the cursor for the next time.
    /// - Throws: `DropboxError` when the authorization is gone. `CancellationError`.
    func news(since cursor: String) async throws -> (News, String?) {
        var news = News()
        var last = cursor
        return try await tolerating {
            do {
                for try await page in client.pages(of: GetEventsContinue(cursor: cursor)) {
                    for event in page.events { news.note(event) }
                    last = page.cursor
                }
                return (news, last)
            } catch let error as DropboxError where [.invalidCursor, .cursorReset].contains(error.code) {
                return (News(isEverything: true), nil)
            }
        } orElse: { problem in
            log.warning("The team's log could not be read to its end; the next sync goes on from there: \(problem)")
            return (news, last)
        }
    }
}

extension TeamLog.News {
    /// Changes of who is in a folder or file.
    private static let membership: Set = [
        "shared_content_add_member", "shared_content_claim_invitation", "shared_content_change_member_role",
        "shared_content_remove_member", "shared_content_relinquish_membership", "shared_content_restore_member",
        "shared_folder_transfer_ownership",
    ]
    /// Changes of what is a shared folder, and of what it inherits.
    private static let structure: Set = [
        "shared_folder_create", "shared_folder_nest", "shared_content_unshare", "shared_folder_mount",
        "shared_folder_unmount", "shared_folder_change_members_inheritance_policy",
    ]

    private static let creation: Set = ["shared_folder_create", "shared_folder_nest"]

    mutating func note(_ event: TeamEvent) {
        if Self.structure.contains(event.type) {
            isEverything = true
            if Self.creation.contains(event.type) { newFolders.formUnion(event.assets.compactMap(\.namespaceID)) }
        } else if Self.membership.contains(event.type) {
            if event.assets.isEmpty { isEverything = true }
            for asset in event.assets { note(asset) }
        }
    }

    private mutating func note(_ asset: TeamEvent.Asset) {
        if let file = asset.fileID {
            files.insert(file)
        } else if let folder = asset.namespaceID {
            folders.insert(folder)
        } else {
            isEverything = true
        }
    }
}
