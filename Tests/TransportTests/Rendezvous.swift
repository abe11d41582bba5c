import Foundation
import Synchronization

/// Blocks threads until `count` of them are here, then lets them go on together.
final class Rendezvous: @unchecked Sendable {  // every access to `here` and `round` holds `condition`'s lock
    private let condition = NSCondition()
    private let count: Int
    private var here = 0
    private var round = 0

    init(of count: Int) { self.count = count }

    func meet() {
        condition.lock()
        defer { condition.unlock() }
        let mine = round
        here += 1
        if here == count {
            here = 0
            round += 1
            condition.broadcast()
        }
        while round == mine { condition.wait() }
    }
}
