import Foundation

/// Runs what the session reports at once, on the session's own serial queue.
///
/// Handing each report to another thread costs a sixth of the CPU of a small request. The price: the
/// delegate must not block, and must not call a task from within a report, as a task's methods wait
/// for that very queue.
///
/// `@unchecked` because its superclass is: it adds no state.
final class ImmediateOperationQueue: OperationQueue, @unchecked Sendable {
    override init() {
        super.init()
        // For whatever comes another way than by a block: parts of a body must follow each other.
        maxConcurrentOperationCount = 1
    }

    override func addOperation(_ block: @escaping @Sendable () -> Void) {
        block()
    }
}
