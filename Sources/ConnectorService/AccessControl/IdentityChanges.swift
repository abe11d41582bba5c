import Foundation
import Support

/// What has to be written so that an index holds exactly these people. Pure.
///
/// It is told of every stored document first, and writes nothing itself: deletions are decided when both sides
/// are known completely.
struct IdentityChanges: Sendable {
    /// Not in the index, or not known to be there yet; by id.
    private var missing: [String: TeamIdentity]
    /// In the index, and different.
    private(set) var changed: [IdentityDocument] = []
    /// Ids in the index of people who have no access any more.
    private(set) var gone: [String] = []
    private(set) var unchanged = 0
    private let now: Date

    /// - Parameter identities: By ``TeamIdentity/email``.
    init(_ identities: [String: TeamIdentity], at now: Date) {
        missing = identities
        self.now = now
    }

    mutating func note(stored id: String, _ document: JSON) {
        guard let identity = missing.removeValue(forKey: id) else {
            gone.append(id)
            return
        }
        let wanted = IdentityDocument(identity, stored: document, at: now)
        if wanted.isStored(as: document) { unchanged += 1 } else { changed.append(wanted) }
    }

    /// Those to be written for the first time, once everything that is stored has been told.
    var new: [IdentityDocument] {
        missing.values.sorted { $0.email < $1.email }.map { IdentityDocument($0, stored: nil, at: now) }
    }
}
