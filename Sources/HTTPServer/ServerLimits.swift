/// What a server takes from clients that it has no reason to trust.
public struct ServerLimits: Sendable, Equatable {
    /// The most bytes of request line and headers together; beyond it the answer is 431. Real servers allow 8 to
    /// 64 KiB.
    public var maximumHeadBytes = 64 * 1024
    /// The most bytes of a body; beyond it the answer is 413.
    public var maximumBodyBytes = 1024 * 1024 * 1024
    /// Whether a request's body is handed on. If not it is read, and empty for the handler: it costs no memory, and of
    /// a chunked one ``maximumBodyBytes`` bounds each chunk.
    public var keepsBodies = true
    /// Connections at the same time; one more is answered with 503 and closed. Each has a thread. Nil for any number.
    public var maximumConnections: Int?
    /// How long a client may take for a request's head, for its body, and for taking the answer, each. A kept
    /// connection that sends nothing for so long is closed. Nil for any time.
    public var patience: Duration?

    public init() {}

    /// For clients of the same machine and the same hand: fakes and tests.
    public static let trusting = ServerLimits()

    /// For a port that anybody may reach.
    ///
    /// - Parameter maximumBodyBytes: The most that a rightful request has.
    public static func open(maximumBodyBytes: Int) -> ServerLimits {
        var limits = ServerLimits()
        limits.maximumHeadBytes = 16 * 1024
        limits.maximumBodyBytes = maximumBodyBytes
        limits.maximumConnections = 64
        limits.patience = .seconds(10)
        return limits
    }
}
