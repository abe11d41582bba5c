import ConnectorProtocol
import Elasticsearch
import Foundation
import Support

/// Whether the cluster is one this program can work with, and may.
struct ClusterCheck {
    let context: ServiceContext
    private let make = FindingMaker(subject: "Elasticsearch")

    init(context: ServiceContext) {
        self.context = context
    }

    /// - Returns: The context fitted to the cluster; nil when it cannot be used.
    func run(_ note: (Finding) -> Void) async throws -> ServiceContext? {
        do {
            let cluster = try await context.elasticsearch.info()
            note(version(cluster))
            let fitted = try await context.fitted(to: cluster)
            note(try await license())
            for finding in try await stateIndices() { note(finding) }
            note(
                try await PrivilegeCheck(client: fitted.elasticsearch, make: make)
                    .run("cluster.privileges", cluster: ["monitor"], indices: [".elastic-connectors*"], index: ["read", "write"]))
            return fitted
        } catch let error as ElasticsearchError {
            note(make.failed("cluster.reachable", error, or: "Check elasticsearch.host and the cluster's own log."))
            return nil
        }
    }

    private func version(_ cluster: ClusterInfo) -> Finding {
        let host = context.configuration.elasticsearch.host.absoluteString
        let name = cluster.isServerless ? "Elasticsearch serverless" : "Elasticsearch \(cluster.versionNumber)"
        switch VersionCheck(cluster) {
        case .compatible: return make.passed("cluster.version", "\(name) answers at \(host)")
        case .warning(let text):
            return make.warning("cluster.version", text, "Look for a newer version of this connector.")
        case .refused(let text):
            return make.failed("cluster.version", text, "Upgrade Elasticsearch to \(VersionCheck.oldest) or newer.")
        }
    }

    private func license() async throws -> Finding {
        do {
            let license = try await context.elasticsearch.license()
            guard license.status.lowercased() == "active" else {
                return make.warning(
                    "cluster.license", "The license (\(license.type)) is \(license.status)",
                    "Renew it, or start a trial in Kibana: Stack Management, License management.")
            }
            return make.passed("cluster.license", "The license is \(license.type), active")
        } catch let error as ElasticsearchError {
            return make.skipped("cluster.license", "The license cannot be read: \(error.code.rawValue)")
        }
    }

    /// What is missing is created by the service, so that it is no failure.
    private func stateIndices() async throws -> [Finding] {
        let indices = StateIndices()
        var findings: [Finding] = []
        for name in [indices.connectors, indices.syncJobs] {
            do {
                findings.append(
                    try await context.elasticsearch.exists(name)
                        ? make.passed("cluster.index", "\(name) is there")
                        : make.warning(
                            "cluster.index", "\(name) does not exist yet",
                            "The service creates it when it starts, and so does dropbox-connector connector create."))
            } catch let error as ElasticsearchError {
                findings.append(make.failed("cluster.index", error, or: "Check the health of \(name)."))
            }
        }
        return findings
    }
}

/// What a credential may do, where the cluster tells.
struct PrivilegeCheck {
    let client: ElasticsearchClient
    let make: FindingMaker

    /// - Parameters:
    ///   - cluster: Privileges on the cluster that are needed.
    ///   - index: Privileges that are needed on each of `indices`.
    func run(_ name: String, cluster: [String], indices: [String], index: [String]) async throws -> Finding {
        do {
            let question = PrivilegeQuestion(cluster: cluster, indices: indices, index: index)
            return finding(name, missing: try await question.missing(client), on: indices)
        } catch let error as ElasticsearchError where error.code == .unauthorized || error.code == .forbidden {
            return make.failed(name, error, or: "Check the credential.")
        } catch let error as ElasticsearchError where error.code == .badRequest || error.code == .notFound {
            return make.skipped(
                name, "The cluster does not tell what the credential may do, as one without security: there everything is allowed")
        } catch let error as ElasticsearchError {
            return make.skipped(name, "What the credential may do could not be asked: \(error)")
        }
    }

    private func finding(_ name: String, missing: [String], on indices: [String]) -> Finding {
        guard !missing.isEmpty else {
            return make.passed(name, "The credential has the privileges for \(indices.joined(separator: ", "))")
        }
        return make.failed(
            name, "The credential lacks privileges: \(missing.joined(separator: ", "))",
            """
            Give its role or API key what is named here; Kibana: Stack Management, API keys. An API key's privileges \
            can be changed, and it stays the same.
            """)
    }
}
