/// What a sync job brings to Elasticsearch.
public enum SyncJobType: String, Sendable, Hashable, CaseIterable {
    /// Everything the source holds.
    case full
    /// What changed since the last content sync.
    case incremental
    /// Who may see what, into `.search-acl-filter-<index>`.
    case accessControl = "access_control"

    /// Full and incremental: the two that write the content index, of which a connector runs one at a time.
    public var isContent: Bool { self != .accessControl }
}

/// Who asked for a sync job.
public enum TriggerMethod: String, Sendable, Hashable {
    case onDemand = "on_demand"
    case scheduled
}
