public import Support
import Transport

// For rooms that know Elasticsearch and not the transport below it.
extension ElasticsearchClient {
    /// `GET` of any address.
    ///
    /// - Parameters:
    ///   - path: Segments, not encoded: `["_connector"]`.
    ///   - operation: What is being done, for the error.
    /// - Returns: The answer's JSON; null when it has no body.
    /// - Throws: ``ElasticsearchError`` for any status from 300 on.
    public func get(
        _ path: [String], query: [(name: String, value: String)] = [], for operation: String
    ) async throws -> JSON {
        try await request(operation, .get, path: path, query: query)
    }

    /// `PUT` to any address; as ``get(_:query:for:)``.
    @discardableResult
    public func put(_ path: [String], body: JSON? = nil, for operation: String) async throws -> JSON {
        try await request(operation, .put, path: path, body: body)
    }

    /// `POST` to any address; as ``get(_:query:for:)``, but what may have arrived is not sent again: it could
    /// make a second one of what it makes.
    @discardableResult
    public func post(_ path: [String], body: JSON? = nil, for operation: String) async throws -> JSON {
        let call = ElasticsearchCall(
            operation: operation, method: .post, path: path, body: try body?.data(), repeatable: .unlessReceived)
        return try await answer(JSON.self, to: call)
    }
}
