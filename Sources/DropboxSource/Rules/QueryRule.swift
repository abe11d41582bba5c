import Dropbox

/// A rule that Dropbox's search answers.
struct QueryRule: Sendable {
    /// Where it stands in the snippet: `data[0]`.
    var place: String
    var search: SearchV2
}
