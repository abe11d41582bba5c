/// Who has access to a shared folder or file, and how (reference section 6.7).
public struct UserMembership: Sendable, Hashable {
    /// `dbid:…`
    public var accountID: String
    public var email: String
    public var displayName: String
    /// `dbmid:…`; nil for somebody outside the team.
    public var teamMemberID: String?
    public var sameTeam: Bool
    /// What the member may do in effect, what comes from parent folders included.
    public var accessType: Open<AccessLevel>
    /// Whether the member has access to a parent folder too.
    public var isInherited: Bool

    /// Whether the level is known to include reading.
    public var canRead: Bool { accessType.known?.canRead ?? false }
}

/// A group that has access; its members are told by ``ListGroupMembers``.
public struct GroupMembership: Sendable, Hashable {
    /// `g:…`
    public var groupID: String
    public var groupName: String
    /// Nil when Dropbox does not tell.
    public var memberCount: Int?
    /// A group of another team cannot be looked into.
    public var sameTeam: Bool
    public var accessType: Open<AccessLevel>
    public var isInherited: Bool

    public var canRead: Bool { accessType.known?.canRead ?? false }
}

/// Somebody who has been invited and has not accepted: no access until then.
public struct InviteeMembership: Sendable, Hashable {
    /// Nil for an invitation that is not to an e-mail address.
    public var email: String?
    public var accessType: Open<AccessLevel>
    public var isInherited: Bool
}

private enum MembershipKey: String, CodingKey {
    case accessType = "access_type"
    case isInherited = "is_inherited"
    case user, group, invitee
}

extension UserMembership: Decodable {
    private enum UserKey: String, CodingKey {
        case accountID = "account_id"
        case email
        case displayName = "display_name"
        case teamMemberID = "team_member_id"
        case sameTeam = "same_team"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MembershipKey.self)
        accessType = try container.decode(Open<AccessLevel>.self, forKey: .accessType)
        isInherited = try container.decodeIfPresent(Bool.self, forKey: .isInherited) ?? false
        let user = try container.nestedContainer(keyedBy: UserKey.self, forKey: .user)
        accountID = try user.decode(String.self, forKey: .accountID)
        email = try user.decodeIfPresent(String.self, forKey: .email) ?? ""
        displayName = try user.decodeIfPresent(String.self, forKey: .displayName) ?? ""
        teamMemberID = try user.decodeIfPresent(String.self, forKey: .teamMemberID)
        sameTeam = try user.decodeIfPresent(Bool.self, forKey: .sameTeam) ?? false
    }
}

extension GroupMembership: Decodable {
    private enum GroupKey: String, CodingKey {
        case groupID = "group_id"
        case groupName = "group_name"
        case memberCount = "member_count"
        case sameTeam = "same_team"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MembershipKey.self)
        accessType = try container.decode(Open<AccessLevel>.self, forKey: .accessType)
        isInherited = try container.decodeIfPresent(Bool.self, forKey: .isInherited) ?? false
        let group = try container.nestedContainer(keyedBy: GroupKey.self, forKey: .group)
        groupID = try group.decode(String.self, forKey: .groupID)
        groupName = try group.decodeIfPresent(String.self, forKey: .groupName) ?? ""
        memberCount = try group.decodeIfPresent(Int.self, forKey: .memberCount)
        sameTeam = try group.decodeIfPresent(Bool.self, forKey: .sameTeam) ?? false
    }
}

extension InviteeMembership: Decodable {
    private enum InviteeKey: String, CodingKey { case email }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MembershipKey.self)
        accessType = try container.decode(Open<AccessLevel>.self, forKey: .accessType)
        isInherited = try container.decodeIfPresent(Bool.self, forKey: .isInherited) ?? false
        email = try container.nestedContainer(keyedBy: InviteeKey.self, forKey: .invitee)
            .decodeIfPresent(String.self, forKey: .email)
    }
}
