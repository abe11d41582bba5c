import Support
import SyncEngine

/// Why one person may or may not see one document: as it is indexed, and as Dropbox says now.
public struct AccessExplanation: Sendable {
    /// What is in Elasticsearch.
    struct Indexed: Sendable {
        var id: String
        var path: String
        /// `_allow_access_control`; empty shows the document to everybody.
        var allowed: [String]
        /// What the person's access-control document looks for; nil when there is no such document.
        var identities: [String]?
        /// Whether a search through the person's query finds the document.
        var isVisible: Bool

        /// Because of these.
        var common: [String] { Set(allowed).intersection(identities ?? []).sorted() }
    }

    /// What Dropbox says.
    struct Current: Sendable {
        /// Nil when Dropbox knows nobody of that name in the team.
        var person: Person?
        /// What the next sync would write into the document; nil when nothing is there any more.
        var list: AccessList?
        var steps: [AccessStep] = []
        /// Nil when it could not be found out.
        var isVisible: Bool?
        var names: [String: String] = [:]
    }

    /// As the person was named.
    var user: String
    /// As the document was named.
    var name: String
    /// Nil when the document is not indexed.
    var indexed: Indexed?
    var current: Result<Current, Unavailable>
    /// Whether the connector protects anything.
    var isSecure: Bool

    /// Dropbox could not be asked.
    struct Unavailable: Error, Sendable {
        var reason: String
    }

    /// Whether the index shows the document as Dropbox does.
    public var agrees: Bool { differences.isEmpty }

    private var dropbox: Current? { try? current.get() }    // nil is what is wanted here: the reason is told elsewhere

    /// What is different, each with what to do about it.
    var differences: [String] {
        guard let now = dropbox else { return ["Dropbox could not be asked, so nothing was compared."] }
        return documentDifferences(now) + identityDifferences(now) + visibilityDifferences(now)
    }

    private func documentDifferences(_ now: Current) -> [String] {
        guard let indexed else {
            return now.list == nil ? [] : ["The document is not indexed, and it is in Dropbox: sync, or look at the sync rules."]
        }
        guard let list = now.list else { return ["Dropbox has nothing there any more, and the document is still indexed: sync."] }
        guard isSecure else { return [] }
        if let problem = list.problem { return ["It is not known whom Dropbox shows it to: \(problem)"] }
        let (added, removed) = Self.compare(list.identities, indexed.allowed)
        return added.map { "Dropbox allows \(label($0)), and the document does not yet: sync." }
            + removed.map { "The document allows \(label($0)), and Dropbox does not any more: sync." }
    }

    private func identityDifferences(_ now: Current) -> [String] {
        guard isSecure, let indexed else { return [] }
        let remedy = "sync --type access_control."
        guard let person = now.person, person.isActive else {
            guard indexed.identities != nil else { return [] }
            return ["The person is no active member any more, and still has an access-control document: \(remedy)"]
        }
        guard let identities = indexed.identities else {
            return ["The person is an active member and has no access-control document: \(remedy)"]
        }
        let (added, removed) = Self.compare(Array(person.identities), identities.filter(Self.isGrantable))
        return added.map { "The access-control document lacks \(label($0)): \(remedy)" }
            + removed.map { "The access-control document still has \(label($0)): \(remedy)" }
    }

    /// What is left when both lists are right: a setting, or a person whom only a folder above lets in.
    private func visibilityDifferences(_ now: Current) -> [String] {
        guard isSecure, let indexed, let isVisible = now.isVisible, isVisible != indexed.isVisible else { return [] }
        return isVisible
            ? ["Dropbox shows it to the person, and the index does not."]
            : ["The index shows it to the person, and Dropbox does not."]
    }

    /// An address and a name are in no document.
    private static func isGrantable(_ identity: String) -> Bool {
        !identity.hasPrefix("email:") && !identity.hasPrefix("user:")
    }

    private static func compare(_ wanted: [String], _ present: [String]) -> (added: [String], removed: [String]) {
        (Set(wanted).subtracting(present).sorted(), Set(present).subtracting(wanted).sorted())
    }

    /// An identity, and whose it is.
    func label(_ identity: String) -> String {
        if identity == AccessList.nobody { return "\(identity) (nobody)" }
        return dropbox?.names[identity].map { "\(identity) (\($0))" } ?? identity
    }
}
