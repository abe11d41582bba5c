public import Elasticsearch

/// How a service talks to the state indices where there is a choice
/// (`elasticsearch.feature_use_connectors_api`).
public enum StateWay: String, Sendable, Hashable, CaseIterable {
    /// On the documents of the two indices.
    case direct
    /// By the Connector API, as far as it goes: it can neither guard a write nor end a job, so most
    /// operations are direct in this way too.
    case api

    /// The first version whose API can do all that this service asks of it; `_claim` came last.
    static let oldestAPI = ElasticsearchVersion(8, 17)

    /// Finds out which way a cluster offers.
    ///
    /// - Parameter wanted: The setting: true for the API, false for the documents, nil to use the API where
    ///   the cluster has it and the credential may use it.
    /// - Throws: ``ElasticsearchError`` when the cluster cannot be asked.
    public static func detect(_ client: ElasticsearchClient, wanted: Bool? = nil) async throws -> StateWay {
        if let wanted { return wanted ? .api : .direct }
        let cluster = try await client.info()
        let version = ElasticsearchVersion(cluster.versionNumber)
        guard cluster.isServerless || version.map({ $0 >= oldestAPI }) ?? false else { return .direct }
        do {
            _ = try await client.get(["_connector"], query: [("size", "1")], for: "looking for the Connector API")
            return .api
        } catch let error as ElasticsearchError
            where [.badRequest, .notFound, .forbidden, .redirected, .unreadableAnswer].contains(error.code)
        {
            return .direct
        }
    }

    func channel(_ client: ElasticsearchClient, _ indices: StateIndices) -> any StateChannel {
        switch self {
        case .direct: DirectChannel(client: client, indices: indices)
        case .api: ConnectorAPIChannel(client: client, indices: indices)
        }
    }
}
