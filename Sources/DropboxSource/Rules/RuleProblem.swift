/// Something wrong with an advanced rule.
public struct RuleProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where in the snippet: `data[2].include.size.max`.
    public var place: String
    /// What would be right, as the end of a sentence that begins with the place.
    public var message: String

    public init(place: String, message: String) {
        self.place = place
        self.message = message
    }

    public var description: String { "\(place) \(message)" }
}
