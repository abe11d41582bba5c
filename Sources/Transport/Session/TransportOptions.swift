/// How requests travel.
public struct TransportOptions: Sendable, Equatable {
    /// Requests under way to one host at a time; further ones wait their turn, and waiting does not
    /// count towards their timeout. The default, 6, is Foundation's own.
    public var connectionsPerHost: Int
    /// Sent as `User-Agent` with every request that has none.
    public var userAgent: String

    public init(connectionsPerHost: Int = 6, userAgent: String = "dropbox-connector") {
        self.connectionsPerHost = connectionsPerHost
        self.userAgent = userAgent
    }
}
