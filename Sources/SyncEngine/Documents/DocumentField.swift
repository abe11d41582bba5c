/// One member of a document.
public struct DocumentField: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        case string(String)
        case int(Int)
        case bool(Bool)
        case strings([String])
        /// Written as `null`, so that a partial update clears what an earlier version held.
        case null
    }

    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String?) {
        self.init(name, value.map(Value.string) ?? .null)
    }
}
