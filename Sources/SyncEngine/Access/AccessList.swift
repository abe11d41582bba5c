/// Who may see a document: its `_allow_access_control`.
///
/// A document without one is everybody's (connector protocol, section 10.2), so "nobody" is a value, and no list
/// is empty.
public struct AccessList: Sendable, Hashable {
    /// Nobody has this identity.
    public static let nobody = "user_id:__nobody__"

    /// Sorted, each once, at least one: `user_id:dbid:…`, `group:g:…`.
    public let identities: [String]
    /// Documents of one key have one list, so that all of them are found when it changes. Nil for a list that
    /// never changes by itself.
    public let key: String?
    /// Why the list may lack somebody; nil when it is complete. It never has somebody too many.
    public let problem: String?

    /// - Parameter identities: None stands for nobody.
    public init(_ identities: some Sequence<String>, key: String? = nil, problem: String? = nil) {
        let known = Set(identities).sorted()
        self.identities = known.isEmpty ? [Self.nobody] : known
        self.key = key
        self.problem = problem
    }

    /// The list of a document whose permissions could not be read.
    public static func unknown(_ problem: String, key: String? = nil) -> AccessList {
        AccessList([], key: key, problem: problem)
    }

    /// The key to ask about again; nil when there is none, or no need.
    var unknownKey: String? { problem == nil ? nil : key }

    /// Equal when the same is written into a document.
    var fingerprint: UInt64 {
        var hash = Fingerprint.hash((key ?? "").utf8)
        for identity in identities { hash = Fingerprint.hash(identity.utf8, seed: hash &+ 1) }
        return hash & Fingerprint.metadataBits
    }
}

extension AccessList {
    /// The member of a document that holds the identities. Its name is the protocol's.
    public static let field = "_allow_access_control"
    /// The member that holds ``fingerprint``, in hexadecimal: how documents are found whose list has changed.
    static let fingerprintField = "_access_fingerprint"
    /// The member that holds ``key``.
    public static let keyField = "_access_key"

    var fingerprintText: String { String(fingerprint, radix: 16) }

    /// The members that say it.
    var fields: [DocumentField] {
        [
            DocumentField(Self.field, .strings(identities)), DocumentField(Self.fingerprintField, fingerprintText),
            DocumentField(Self.keyField, key),
        ]
    }

    /// The members of a document that everybody may see, and that others may have been allowed to see before.
    static var noFields: [DocumentField] {
        [DocumentField(field, .null), DocumentField(fingerprintField, .null), DocumentField(keyField, .null)]
    }
}

extension Fingerprint {
    /// The same document with another access list: nothing else of it has to be known.
    ///
    /// - Parameters:
    ///   - old: ``AccessList/fingerprint`` of the list it has; nil for none.
    func replacing(access old: UInt64?, with new: UInt64?) -> Fingerprint {
        Fingerprint(content: content, metadata: metadata ^ (old ?? 0) ^ (new ?? 0))
    }
}
