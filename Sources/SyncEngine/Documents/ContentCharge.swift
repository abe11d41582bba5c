/// What the content of one document is charged to the byte budget.
///
/// While it is on its way a file exists up to three times: as it arrived, as base64 in its operation, and
/// as base64 in the body of the request.
struct ContentCharge: Sendable {
    /// Charged before the download starts.
    let bytes: Int
    /// Of these, given back when the download itself is no longer held.
    let download: Int

    /// - Parameter limit: The whole budget: a file that would need more runs alone.
    init(size: Int, limit: Int) {
        bytes = min(limit, size + 2 * DocumentEncoder.base64Count(size))
        download = min(bytes, size)
    }
}
