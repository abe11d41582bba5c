import Dropbox

/// Somebody who may search: one document of the access-control index.
struct TeamIdentity: Sendable, Hashable {
    /// In lower case, and the document's id: nobody types an address as somebody else once did.
    var email: String
    /// Empty where Dropbox knows none.
    var displayName: String
    /// `dbid:…`
    var accountID: String?
    /// Ids of all groups, `g:…`.
    var groups: [String]
    /// Dropbox's word, `active`.
    var status: String
    /// When the member joined, in Dropbox's own form.
    var joinedOn: String?

    init(
        email: String, displayName: String, accountID: String?, groups: [String], status: String = "active",
        joinedOn: String? = nil
    ) {
        self.email = email.lowercased()
        self.displayName = displayName
        self.accountID = accountID
        self.groups = groups
        self.status = status
        self.joinedOn = joinedOn
    }
}

extension TeamIdentity {
    var emailIdentity: String { "email:\(email)" }

    /// Grants nothing: a content document never holds a display name, because several people may share one.
    var nameIdentity: String? { displayName.isEmpty ? nil : "user:\(displayName)" }

    var userIDIdentity: String? { accountID.flatMap { $0.isEmpty ? nil : "user_id:\($0)" } }

    /// Everything that a document may be shown to this person for, sorted, nothing twice.
    ///
    /// Longer ones are not in the `.keyword` of a content document either (`ignore_above`), so they match nothing.
    var accessControl: [String] {
        let all = [emailIdentity, nameIdentity, userIDIdentity].compactMap { $0 } + groups.map { "group:\($0)" }
        return Set(all.filter { $0.utf16.count <= Self.longestIdentity }).sorted()
    }

    /// Elasticsearch: the `ignore_above` of strings that are mapped by themselves.
    static let longestIdentity = 256
}
