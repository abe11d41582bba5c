import Dispatch
import Foundation
import Synchronization

/// Waits for the signals that ask a process to end.
public enum ShutdownSignal {
    /// Runs `body`, and cancels it when SIGTERM or SIGINT comes.
    ///
    /// A second signal, or `grace` without an end, ends the process at once: a supervisor kills it soon anyway,
    /// and by then nothing more can be saved.
    ///
    /// - Parameter onSignal: Called with the signal's name when the first one comes.
    public static func cancelling<Result: Sendable>(
        grace: Duration = .seconds(9), onSignal: @escaping @Sendable (String) -> Void,
        _ body: @escaping @Sendable () async -> Result
    ) async -> Result {
        let work = Task { await body() }
        let received = Mutex(0)
        let sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            // The default action would end the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let count = received.withLock { count in
                    count += 1
                    return count
                }
                if count > 1 { exit(128 + number) }
                onSignal(name)
                work.cancel()
                DispatchQueue.global().asyncAfter(deadline: .now() + grace.seconds) { exit(128 + number) }
            }
            source.resume()
            return source
        }
        let result = await work.value
        for source in sources { source.cancel() }
        return result
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
