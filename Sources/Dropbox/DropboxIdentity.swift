/// Whom a team's token acts as (reference section 1.6). Needs the scope `team_data.member`.
public enum DropboxIdentity: Sendable, Hashable {
    /// As this member: `Dropbox-API-Select-User`. The text is a `team_member_id`, `dbmid:…`.
    case member(String)
    /// As this admin, over the team's content: `Dropbox-API-Select-Admin`.
    case admin(String)

    var header: (name: String, value: String) {
        switch self {
        case .member(let id): ("Dropbox-API-Select-User", id)
        case .admin(let id): ("Dropbox-API-Select-Admin", id)
        }
    }
}
