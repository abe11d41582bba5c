/// A page of the members of a shared folder or file. Each kind may be on any page.
public struct SharedMembersPage: DropboxPage, Hashable {
    public var users: [UserMembership]
    public var groups: [GroupMembership]
    public var invitees: [InviteeMembership]
    /// Only when there is more: there is no `has_more`.
    public var cursor: String?

    public var following: FollowingPage {
        guard let cursor, !cursor.isEmpty else { return .none }
        return .from(cursor: cursor)
    }
}
