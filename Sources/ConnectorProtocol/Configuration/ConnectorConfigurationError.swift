/// What is wrong with a connector's configuration: all of it, so that one visit to the form mends it.
public struct ConnectorConfigurationError: Error, Sendable, Hashable {
    /// One sentence each. Never holds a sensitive value.
    public var problems: [String]

    public init(problems: [String]) {
        self.problems = problems
    }
}

extension ConnectorConfigurationError: CustomStringConvertible {
    public var description: String { "The configuration is not valid: \(problems.joined(separator: "; "))" }
}
