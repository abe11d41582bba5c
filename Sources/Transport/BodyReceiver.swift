public import Foundation

/// Takes the body of an answer while it arrives, so that its size costs no memory.
///
/// One receiver serves one request, with all the attempts that are made for it: an attempt begins after the
/// one before it has ended.
public protocol BodyReceiver: Sendable {
    /// An answer begins: what an earlier attempt brought is void.
    ///
    /// - Returns: Whether the body is wanted. If not, as of an error, it is gathered in ``HTTPResponse/body``.
    func begin(status: Int) -> Bool

    /// The next bytes. Called on the session's own queue, so other transfers wait until it returns.
    ///
    /// - Throws: Anything, to end the request with it.
    func receive(_ data: Data) throws
}
