/// `sharing/list_file_members/batch`: the members of up to ``maximumFiles`` files (reference section 6.5).
///
/// Only those added to the files themselves: who has access through a folder is not told.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_file_members-batch>
public struct ListFileMembersBatch: DropboxEndpoint, Encodable {
    public static let route = "sharing/list_file_members/batch"
    public typealias Response = [FileMembersResult]

    public static let maximumFiles = 100

    /// `id:…`, paths or `ns:…`.
    public var files: [String]
    /// Members told in all, at most 3000; of those that do not fit there is a cursor.
    public var limit: Int

    public init(files: [String], limit: Int = 1000) {
        self.files = files
        self.limit = limit
    }

    public var subject: String? { "\(files.count) files" }
}

/// What is told of one file of a batch. To be matched by ``file``, not by its place.
public struct FileMembersResult: Sendable, Hashable {
    /// As it was sent.
    public var file: String
    public var members: Members

    public enum Members: Sendable, Hashable {
        /// - Parameter count: How many there are, inherited ones left out; more than are told where there is a cursor.
        case listed(SharedMembersPage, count: Int)
        /// They cannot be read: `no_permission`, `invalid_file`, …
        case refused(String)
    }

    /// Whether the members told are all there are.
    public var isComplete: Bool {
        guard case .listed(let page, let count) = members else { return false }
        return page.following == .none && page.users.count + page.groups.count + page.invitees.count >= count
    }
}

extension FileMembersResult: Decodable {
    private enum CodingKeys: String, CodingKey { case file, result }

    private enum ResultKey: String, CodingKey {
        case tag = ".tag"
        case members
        case memberCount = "member_count"
        case accessError = "access_error"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        file = try container.decode(String.self, forKey: .file)
        let result = try container.nestedContainer(keyedBy: ResultKey.self, forKey: .result)
        let tag = try result.decode(String.self, forKey: .tag)
        if tag == "result" {
            members = .listed(
                try result.decode(SharedMembersPage.self, forKey: .members),
                count: try result.decodeIfPresent(Int.self, forKey: .memberCount) ?? 0)
        } else {
            let reason = try? result.nestedContainer(keyedBy: TagKey.self, forKey: .accessError)  // may be left out
            members = .refused(try reason?.decode(String.self, forKey: .tag) ?? tag)
        }
    }
}
