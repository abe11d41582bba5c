/// `2026-11-21 08:15:00Z WARN  message  connector_id=dbx  url.path="/a b"`
struct HumanLogLine {
    var colours: Bool

    func text(of event: Log.Event) -> String {
        var line = coloured(TimestampFields(event.time).readableText, .dim)
        line += " " + coloured(name(of: event.level), colour(of: event.level)) + " " + escaped(event.message)
        for (key, value) in event.labels.sorted(by: { $0.key < $1.key }) {
            line += "  " + coloured("\(escaped(key))=\(quoted(value))", .dim)
        }
        return line
    }

    /// Five letters, so that messages stand below each other.
    private func name(of level: Log.Level) -> String {
        switch level {
        case .debug: "DEBUG"
        case .info: "INFO "
        case .warning: "WARN "
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }

    private enum Colour: String {
        case none = "0"
        case dim = "2"
        case yellow = "33"
        case red = "31"
        case boldRed = "1;31"
    }

    private func colour(of level: Log.Level) -> Colour {
        switch level {
        case .debug: .dim
        case .info: .none
        case .warning: .yellow
        case .error: .red
        case .critical: .boldRed
        }
    }

    private func coloured(_ text: String, _ colour: Colour) -> String {
        colours && colour != .none ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    private func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return isPlain ? escaped(value) : "\"" + escaped(value).replacing("\"", with: "\\\"") + "\""
    }

    private func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let scalar where scalar.isControl: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Control characters, and the two separators that some terminals and tools break lines at.
    fileprivate var isControl: Bool {
        properties.generalCategory == .control || value == 0x2028 || value == 0x2029
    }
}
