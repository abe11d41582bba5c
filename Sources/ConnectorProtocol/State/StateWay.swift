import Elasticsearch

/// How a service talks to the state indices where there is a choice
/// (`elasticsearch.feature_use_connectors_api`).
public enum StateWay: Sendable, Hashable, CaseIterable {
    /// On the documents of the two indices.
    case direct
    /// By the Connector API, as far as it goes: it can neither guard a write nor end a job, so most
    /// operations are direct in this way too.
    case api

    func channel(_ client: ElasticsearchClient, _ indices: StateIndices) -> any StateChannel {
        let direct = DirectChannel(client: client, indices: indices)
        return switch self {
        case .direct: direct
        case .api: direct
        }
    }
}
