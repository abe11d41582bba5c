/// The argument of a route that takes none: the JSON text `null`. Dropbox refuses an empty body.
public struct NoArguments: Encodable, Sendable {
    public init() {}

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}
