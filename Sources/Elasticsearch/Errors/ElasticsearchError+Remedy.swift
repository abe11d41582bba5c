extension ElasticsearchError {
    /// What the reader of the log can do about it.
    public var remedy: String? {
        switch code {
        case .unauthorized:
            "Check elasticsearch.api_key (the encoded form), or elasticsearch.username and elasticsearch.password."
        case .forbidden where type == "cluster_block_exception":
            "The index is blocked: free disk space, or remove the block from the index settings."
        case .forbidden:
            """
            Give the API key the cluster privileges monitor and manage_connector, and the index privilege all on \
            the content index, .search-acl-filter-<index> and .elastic-connectors*.
            """
        case .unreachable: "Check elasticsearch.host, and that Elasticsearch is running there."
        case .timedOut: "Check the cluster's load, or raise elasticsearch.request_timeout."
        case .secureConnectionFailed:
            """
            Name the cluster's certificate authority in elasticsearch.ca_certs; where Elasticsearch speaks plain HTTP, \
            write http:// in elasticsearch.host.
            """
        case .redirected: "Set elasticsearch.host to the address that the answer names."
        case .entityTooLarge:
            "Lower elasticsearch.bulk.chunk_max_mem_size, or raise the server's http.max_content_length."
        case .tooManyRequests: "Lower elasticsearch.bulk.max_concurrency, or give the cluster more resources."
        case .unreadableAnswer: "Check that what answers at elasticsearch.host is Elasticsearch."
        case .shardFailures: "Check the health of the index: every shard must be available."
        case .notFound, .versionConflict, .badRequest, .serverError, .unavailable: nil
        }
    }
}

extension ElasticsearchError: CustomStringConvertible {
    /// `get of document "x" in "i" failed: 401 security_exception: unable to authenticate. Check ...`.
    public var description: String {
        let kind = type ?? (status == nil ? nil : code.rawValue)
        let what = [status.map(String.init), kind].compactMap { $0 }.joined(separator: " ")
        let parts = [what.isEmpty ? nil : what, reason, rootCause.map { "caused by: \($0)" }].compactMap { $0 }
        let text = "\(operation) failed: " + (parts.isEmpty ? code.rawValue : parts.joined(separator: ": "))
        guard let remedy else { return text }
        return text + (text.hasSuffix(".") ? " " : ". ") + remedy
    }
}
