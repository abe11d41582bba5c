import Support
import Synchronization
import Transport

/// All authorizations of the process: connectors and jobs with the same credentials share their token
/// and their rate limits. Made once, where the program starts.
public final class DropboxAuthorizations: Sendable {
    private struct Key: Hashable {
        var credentials: DropboxCredentials
        var hosts: DropboxHosts
    }

    private let known = Mutex<[Key: DropboxAuthorization]>([:])

    public init() {}

    /// The authorization of these credentials, made by the first who asks.
    func authorization(_ renewal: TokenRenewal) -> DropboxAuthorization {
        known.withLock { known in
            let key = Key(credentials: renewal.credentials, hosts: renewal.options.hosts)
            if let authorization = known[key] { return authorization }
            let authorization = DropboxAuthorization(renewal, clock: renewal.clock)
            known[key] = authorization
            return authorization
        }
    }
}
