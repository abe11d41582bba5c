/// A page of the members of a team or of one of its groups.
public struct MembersPage<Member: Sendable & Decodable>: DropboxPage {
    public var members: [Member]
    public var cursor: String
    public var hasMore: Bool

    public var following: FollowingPage { hasMore ? .from(cursor: cursor) : .none }

    private enum CodingKeys: String, CodingKey {
        case members, cursor
        case hasMore = "has_more"
    }
}
