import Foundation
import Support

/// The document of the access-control index that one person's searches are filtered by.
///
/// Connector protocol: access-control document. Consumers copy the whole `query` into the role descriptors of an
/// API key.
struct IdentityDocument: Sendable {
    var identity: TeamIdentity
    /// When the member joined, or else when the document was first written.
    var createdAt: String

    /// A document is visible when it has no value in `_allow_access_control`, or one of the identities.
    static let querySource = #"""
        {"bool":{"should":[{"bool":{"must_not":{"exists":{"field":"_allow_access_control"}}}},\#
        {"terms":{"_allow_access_control.keyword":{{#toJson}}access_control{{/toJson}}}}]}}
        """#

    /// - Parameter stored: What is in the index under the same id: of somebody whose joining is not known, the date is
    ///   kept.
    init(_ identity: TeamIdentity, stored: JSON?, at now: Date) {
        self.identity = identity
        createdAt = identity.joinedOn ?? stored?["created_at"]?.stringValue ?? Timestamp.format(now)
    }

    var id: String { identity.email }

    func json(at now: Date) -> JSON {
        var json = content
        json["_timestamp"] = .string(Timestamp.format(now))
        json["query"] = [
            "template": [
                "params": ["access_control": .array(identity.accessControl.map { .string($0) })],
                "source": .string(Self.querySource),
            ]
        ]
        return json
    }

    private var content: JSON {
        [
            "id": .string(id),
            "identity": [
                "email": .string(identity.emailIdentity), "username": identity.nameIdentity.map(JSON.string) ?? .null,
                "user_id": identity.userIDIdentity.map(JSON.string) ?? .null,
            ],
            "status": .string(identity.status), "created_at": .string(createdAt),
        ]
    }

    /// Whether the stored document says the same, at whatever time it was written and in whatever order.
    func isStored(as stored: JSON) -> Bool {
        var rest = stored
        rest["_timestamp"] = nil
        rest["query"] = nil
        let template = stored["query"]?["template"]
        guard rest == content, template?["source"]?.stringValue == Self.querySource,
            let values = template?["params"]?["access_control"]?.arrayValue
        else { return false }
        return Set(values) == Set(identity.accessControl.map { .string($0) })
    }
}
