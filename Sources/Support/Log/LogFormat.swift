/// How a line of the log looks.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: `2026-11-21 08:15:00Z INFO  message  key=value`.
    case human
    /// For machines: an object a line, in the fields of the Elastic Common Schema.
    case json
}

extension LogFormat {
    /// The line of `event`, without its line feed. What would break the line or speak to the terminal
    /// (line feeds, escapes) is written as an escape, so a file's name cannot forge a line.
    ///
    /// - Parameters:
    ///   - service: `service.name` of a JSON line.
    ///   - colours: Whether a human line may be coloured with ANSI escapes.
    public func line(for event: Log.Event, service: String, colours: Bool = false) -> String {
        switch self {
        case .human: HumanLogLine(colours: colours).text(of: event)
        case .json: ECSLogLine(service: service).text(of: event)
        }
    }
}
