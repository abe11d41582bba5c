/// How the program ended, for whatever supervises it.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Everything was done, or the service was asked to stop and did.
    case success = 0
    /// The service ran and could not go on.
    case failure = 1
    /// The command line or the configuration is wrong: starting again will not help.
    /// (`EX_USAGE` and `EX_CONFIG` of sysexits.h mean the same; one number is easier to alert on.)
    case usage = 2
    /// A service that the program needs could not be used: Elasticsearch did not answer, or refused the credential.
    case unavailable = 3
    /// Somebody pressed Ctrl-C while a command only watched: what it watched goes on. (128 and the number of SIGINT, as in
    /// shells.)
    case interrupted = 130
}
