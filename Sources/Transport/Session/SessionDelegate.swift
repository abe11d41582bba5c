import Dispatch
import Foundation
import FoundationNetworking
import Synchronization

/// Hands what the session reports to the exchange it belongs to.
///
/// Called on the session's own queue (``ImmediateOperationQueue``), so it never blocks, and cancels a
/// task only from elsewhere.
final class SessionDelegate: NSObject, URLSessionDataDelegate, Sendable {
    private let exchanges = Mutex<[Int: Exchange]>([:])

    func add(_ exchange: Exchange, for task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = exchange }
    }

    private func exchange(of task: URLSessionTask) -> Exchange? {
        exchanges.withLock { $0[task.taskIdentifier] }
    }

    /// Cancels the task soon, without waiting for the session's queue.
    func cancel(_ task: URLSessionTask) {
        DispatchQueue.global().async { task.cancel() }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        completionHandler(.allow)
        if exchange(of: dataTask)?.receive(response) == false { cancel(dataTask) }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if exchange(of: dataTask)?.receive(data) == false { cancel(dataTask) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }?
            .complete(with: task.response, error: error)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        // Following would send Authorization to wherever the answer points.
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        // The answer is whole by now. Default handling would wait for ever on Linux, and a nil
        // credential end the process; cancelling completes the task as cancelled, with the 401 in it.
        // The handler would do no more than cancel the task, but from this queue.
        exchange(of: task)?.noteChallenge()
        cancel(task)
    }
    func urlSession(
        _ session: URLSession, task: URLSessionTask, needNewBodyStream completionHandler: @escaping (InputStream?) -> Void
    ) {
        // A kept connection ended without an answer, libcurl has connected again and wants the body from
        // its start. Foundation (6.3, on Linux) cannot rewind a body of `Data`: it ends the process when it
        // is given a stream for one, and with nil sends the head alone, which the server takes for a body
        // that is slow to come. So the wait ends here, and cancelling closes what the head went out on.
        // That nothing acts on a head without its body is welcome: the first one may have been obeyed.
        exchange(of: task)?.loseConnection()
        cancel(task)
        completionHandler(nil)
    }
}
