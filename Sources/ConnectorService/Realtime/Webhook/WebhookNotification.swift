import Foundation
import Support

/// What Dropbox's webhook says: who has changes, not which.
///
/// Reference 8. A user's app tells accounts, a team's app teams with their members; keys that are not known are left
/// alone.
struct WebhookNotification: Equatable {
    /// `dbid:…`
    var accounts: Set<String> = []
    /// `dbtid:…`
    var teams: Set<String> = []

    /// Nil when the body is no notification.
    init?(_ body: Data) {
        guard let json = try? JSON(parsing: body), let members = json.objectValue else { return nil }  // whatever was sent
        for name in ["list_folder", "delta"] {
            guard let part = members[name] else { continue }
            guard part.objectValue != nil else { return nil }
            accounts.formUnion(part["accounts"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            teams.formUnion(part["teams"]?.objectValue?.keys.map { $0 } ?? [])
        }
    }
}
