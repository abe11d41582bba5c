/// A text that must not be seen: a token, a key, a password.
///
/// However it is printed, interpolated, dumped or encoded, it shows as dots. Only ``reveal()`` gives
/// the text, so that every place which uses it can be found by that word.
public struct Secret: Sendable, Hashable {
    private let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one request that must carry it.
    public func reveal() -> String { text }

    public var isEmpty: Bool { text.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
    public var description: String { "••••••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
