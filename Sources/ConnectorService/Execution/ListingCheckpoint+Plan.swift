import ConnectorProtocol
import Foundation
import Support
import SyncEngine

extension ListingCheckpoint? {
    /// Plans that a sync takes up the listing, where that is possible, and says so where it is not.
    ///
    /// - Returns: The checkpoint of the listing that the sync makes: this one, or a new one.
    func takingUp(
        _ job: SyncJob, for about: StoredSync, _ plan: inout SyncPlan, at now: Date, _ log: Log
    ) -> ListingCheckpoint {
        let new = ListingCheckpoint(listing: about, jobID: job.id, begun: now)
        guard let left = self else {
            if plan.position == nil, job.metadata["report"] != nil {
                log.info("""
                    The job had begun before and its listing begins from the start: what was in the index before is \
                    only found to be gone by a whole listing. Nothing that is indexed is fetched again
                    """)
            }
            return new
        }
        do throws(CursorUnusable) {
            plan.checkpoint = try left.position(for: about, at: now)
            plan.resumption = left.description
            plan.carried.keepListing(of: job, if: left.jobID == job.id)
            return left
        } catch {
            guard plan.position == nil else { return new }
            log.info("A new listing begins, because \(left.description) cannot be taken up: \(error)")
            plan.carried.fullListingReason = "\(left.description) cannot be taken up: \(error)"
            return new
        }
    }
}
