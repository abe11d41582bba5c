import Support
import Transport

/// What `GET /` tells of a cluster.
public struct ClusterInfo: Sendable, Equatable {
    public var clusterName: String
    /// `version.number`, as it came: `9.1.0-SNAPSHOT`.
    public var versionNumber: String
    /// `version.build_flavor` is `serverless`: no version to compare, and no refresh to ask for.
    public var isServerless: Bool

    public init(clusterName: String = "", versionNumber: String, isServerless: Bool = false) {
        self.clusterName = clusterName
        self.versionNumber = versionNumber
        self.isServerless = isServerless
    }
}

extension ClusterInfo: Decodable {
    private enum CodingKeys: String, CodingKey {
        case clusterName = "cluster_name"
        case version
    }

    private struct Version: Decodable {
        var number: String
        var build_flavor: String?
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Version.self, forKey: .version)
        clusterName = try container.decodeIfPresent(String.self, forKey: .clusterName) ?? ""
        versionNumber = version.number
        isServerless = version.build_flavor == "serverless"
    }
}

extension ElasticsearchClient {
    /// `GET /`: whether Elasticsearch is there, and which.
    ///
    /// A preflight that counts its own waits asks `with { $0.maximumAttempts = 1 }`.
    public func info() async throws -> ClusterInfo {
        try await answer(
            ClusterInfo.self, to: ElasticsearchCall(operation: "reading the cluster's version", method: .get, path: []))
    }
}
