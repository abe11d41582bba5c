import DropboxSource
import Support

/// What a content sync is about: stored with its result, so that the next one can tell whether the index
/// differs from the account because the account changed or because the connector's configuration did.
struct SyncScope: Sendable, Equatable {
    /// `dbid:…` of the account that was read.
    var accountID: String
    /// The namespace that `/` was.
    var rootNamespaceID: String
    var path: String
    var usesDocumentLevelSecurity: Bool
    /// Whether access through folders above a shared folder counts; false without security.
    var includesInherited: Bool
    var includesMemberFolders: Bool
    /// ``JobRules/digest``
    var rules: String

    init(account: DropboxAccount, settings: SourceSettings, rules: String) {
        accountID = account.accountID
        rootNamespaceID = account.rootNamespaceID
        path = settings.path.text
        usesDocumentLevelSecurity = settings.useDocumentLevelSecurity
        includesInherited = settings.useDocumentLevelSecurity && settings.includeInherited
        includesMemberFolders = settings.includeMemberFolders
        self.rules = rules
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSON?) {
        guard let accountID = json?["account_id"]?.stringValue, let path = json?["path"]?.stringValue,
            let rootNamespaceID = json?["root_namespace_id"]?.stringValue
        else { return nil }
        self.accountID = accountID
        self.rootNamespaceID = rootNamespaceID
        self.path = path
        usesDocumentLevelSecurity = json?["document_level_security"]?.boolValue ?? false
        includesInherited = json?["inherited_permissions"]?.boolValue ?? false
        includesMemberFolders = json?["member_folders"]?.boolValue ?? false
        rules = json?["rules"]?.stringValue ?? ""
    }

    var json: JSON {
        [
            "account_id": .string(accountID), "root_namespace_id": .string(rootNamespaceID), "path": .string(path),
            "document_level_security": .bool(usesDocumentLevelSecurity),
            "inherited_permissions": .bool(includesInherited), "member_folders": .bool(includesMemberFolders),
            "rules": .string(rules),
        ]
    }

    /// Whether the operator meant the index to hold something else than before. Another account under the same
    /// configuration is no such wish.
    func isDeliberateChange(from previous: SyncScope?) -> Bool {
        guard let previous else { return false }
        return path != previous.path || rules != previous.rules
            || usesDocumentLevelSecurity != previous.usesDocumentLevelSecurity
            || includesMemberFolders != previous.includesMemberFolders
    }
}
