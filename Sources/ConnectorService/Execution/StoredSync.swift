import DropboxSource
import Support
import SyncEngine

/// What a connector keeps of its last content sync (`sync_cursor`): what the sync was about, and where the next
/// incremental one begins.
struct StoredSync: Sendable {
    var scope: SyncScope
    /// Everything besides the scope that decides what a document becomes; only compared.
    var content: String
    /// `dbtid:…` of the account's team, as Dropbox's webhook calls it.
    var teamID: String?
    /// Nil when the next incremental sync has to list everything.
    var position: SyncPosition?

    init(scope: SyncScope, content: String, position: SyncPosition? = nil) {
        self.scope = scope
        self.content = content
        self.position = position
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSON?) {
        guard let json, let scope = SyncScope(json["scope"]) else { return nil }
        self.init(
            scope: scope, content: json["content"]?.stringValue ?? "", position: SyncPosition(json["position"] ?? .null))
        teamID = json["team_id"]?.stringValue
    }

    /// Every member is there also when it is empty: Elasticsearch merges this into what is stored. A sync that got
    /// here needs no checkpoint any more.
    var json: JSON {
        var json = members
        json[Self.checkpointMember] = .null
        return json
    }

    var members: JSON {
        [
            "scope": scope.json, "content": .string(content), "team_id": teamID.map(JSON.string) ?? .null,
            "position": position?.json ?? .null,
        ]
    }

    /// The member that holds a ``ListingCheckpoint``.
    static let checkpointMember = "checkpoint"

    /// The settings that decide what text becomes of a file: the same text means the same settings.
    static func content(_ plan: SyncPlan, _ rules: ContentRules) -> String {
        let extensions = rules.extensions.map { $0.sorted().joined(separator: " ") } ?? "-"
        let limit = rules.maximumBytes.map(String.init) ?? "-"
        return "\(plan.extractionIdentity); \(rules.extraction); up to \(limit) bytes; \(extensions)"
    }

    /// Where to go on.
    ///
    /// - Parameter current: What the sync that begins is about.
    /// - Throws: `CursorUnusable` with the reason why there is no such place.
    static func position(of stored: StoredSync?, for current: StoredSync) throws(CursorUnusable) -> SyncPosition {
        guard let stored else { throw CursorUnusable("no sync of this connector has stored one yet") }
        if let difference = stored.scope.difference(from: current.scope) {
            throw CursorUnusable("it belongs to another \(difference)")
        }
        guard stored.content == current.content else {
            throw CursorUnusable("the settings of the pipeline or of content extraction have changed since")
        }
        guard let position = stored.position else { throw CursorUnusable("the last sync left none") }
        return position
    }
}

extension SyncScope {
    /// What is different, in words; nil when nothing is.
    fileprivate func difference(from other: SyncScope) -> String? {
        if self == other { return nil }
        if accountID != other.accountID { return "account: \(accountID), and this is \(other.accountID)" }
        if rootNamespaceID != other.rootNamespaceID {
            return "root namespace: \(rootNamespaceID), and this is \(other.rootNamespaceID)"
        }
        if path != other.path { return "path: \"\(path)\", and this is \"\(other.path)\"" }
        return "setting of what is indexed or who may see it"
    }
}
