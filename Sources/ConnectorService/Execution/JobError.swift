import ConnectorProtocol

/// A job that cannot be run, or must not be run on.
struct JobError: Error, CustomStringConvertible {
    enum Code: String {
        /// This service does not do what the job asks for.
        case unsupportedJob = "UnsupportedJob"
        /// Somebody else ended the job, or deleted it or its connector.
        case jobNotRunning = "JobNotRunning"
        /// The job's rules or configuration cannot be used.
        case invalidConfiguration = "InvalidConfiguration"
        case invalidFiltering = "InvalidFiltering"
        /// An incremental sync cannot do what is needed.
        case needsFullSync = "NeedsFullSync"
        /// The job needs something that the cluster lacks.
        case missingPrerequisite = "MissingPrerequisite"
        /// The cluster's license does not include what the job needs.
        case insufficientLicense = "InsufficientLicense"
        /// Identities are asked for, and document-level security is switched off.
        case securityIsOff = "SecurityIsOff"
        /// Dropbox's answer cannot be everything there is.
        case incompleteListing = "IncompleteListing"
        /// Elasticsearch does not take what the job writes.
        case refusedDocuments = "RefusedDocuments"
    }

    var code: Code
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }
}

extension ErrorText {
    /// The error text of a job that ended with `error`.
    static func ofJob(_ error: any Error) -> String {
        if let error = error as? JobError { return make(kind: error.code.rawValue, message: error.message) }
        return make(error)
    }
}
