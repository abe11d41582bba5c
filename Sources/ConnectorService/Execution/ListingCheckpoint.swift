import Foundation
import Support
import SyncEngine

/// How far a listing of everything had come that did not reach its end: kept beside the result of the last whole
/// sync, so that it survives the service and its job.
///
/// It says for itself what it is about: the scope of the last *completed* sync has to stay what it is until another
/// one completes, because deletions are held against it.
struct ListingCheckpoint: Sendable {
    /// What the listing is about, and where it goes on.
    var listing: StoredSync
    /// The job that began it.
    var jobID: String
    var begun: Date

    /// Dropbox names no age at which it drops a cursor. After a week so much may have happened unheard (changes of
    /// case, of sharing) that a listing from the start is worth its calls.
    static let maximumAge: TimeInterval = 7 * 24 * 3600

    init(listing: StoredSync, jobID: String, begun: Date) {
        self.listing = listing
        self.jobID = jobID
        self.begun = begun
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSON?) {
        guard let json, let listing = StoredSync(json), let jobID = json["job_id"]?.stringValue,
            let begun = json["begun"]?.stringValue.flatMap(Timestamp.parse)
        else { return nil }
        self.init(listing: listing, jobID: jobID, begun: begun)
    }

    /// Every member is there also when it is empty: Elasticsearch merges this into what is stored.
    var json: JSON {
        listing.members.merging(["job_id": .string(jobID), "begun": .string(Timestamp.format(begun))])
    }

    /// What is gone on with, in words.
    var description: String { "the listing that sync job \(jobID) began at \(Timestamp.format(begun))" }

    /// Where to take the listing up.
    ///
    /// - Parameter current: What the sync that begins is about.
    /// - Throws: `CursorUnusable` with the reason why it cannot be.
    func position(for current: StoredSync, at now: Date) throws(CursorUnusable) -> SyncPosition {
        guard now.timeIntervalSince(begun) < Self.maximumAge else {
            throw CursorUnusable("the checkpoint is more than \(Int(Self.maximumAge / 86_400)) days old")
        }
        return try StoredSync.position(of: listing, for: current)
    }
}

extension JSON {
    fileprivate func merging(_ members: [String: JSON]) -> JSON {
        guard case .object(let own) = self else { return .object(members) }
        return .object(own.merging(members) { _, new in new })
    }
}
