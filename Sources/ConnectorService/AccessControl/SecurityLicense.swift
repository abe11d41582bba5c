import Elasticsearch

/// Document-level security is part of some licenses of Elasticsearch only.
///
/// Connector protocol: switches. Content jobs need no license: what they write is there for the day there is one.
struct SecurityLicense: Sendable {
    static let required = License.Kind.platinum

    let license: License

    /// Nil where everything is allowed.
    var problem: String? {
        guard !license.allows(Self.required) else { return nil }
        return """
            Access-control syncs need an Elasticsearch license of the type platinum, enterprise or trial, and this \
            cluster's license is \(license.type), \(license.status). Start a trial or install another license \
            (Kibana: Stack Management, License management; or POST _license/start_trial?acknowledge=true), then sync \
            again.
            """
    }
}

extension ServiceContext {
    /// Why the cluster's license allows no access-control syncs; nil when it does.
    ///
    /// - Throws: `ElasticsearchError` when the license cannot be read: then nothing is known.
    func securityLicenseProblem() async throws -> String? {
        // Serverless has no licenses, and includes document-level security.
        if elasticsearch.options.isServerless { return nil }
        return SecurityLicense(license: try await elasticsearch.license()).problem
    }
}
