import Foundation
public import Support
import Transport

extension ElasticsearchClient {
    /// Creates an index. One that exists already, also as an alias, is left as it is.
    ///
    /// - Parameter body: Settings, mappings, aliases; nil leaves them to the templates of the cluster.
    /// - Returns: Whether it is new.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create>
    @discardableResult
    public func createIndex(_ name: String, body: JSON? = nil) async throws -> Bool {
        let call = ElasticsearchCall(
            operation: "creation of index \"\(name)\"", method: .put, path: [name], body: try body?.data())
        do {
            _ = try await send(call)
            return true
        } catch let error as ElasticsearchError where error.code == .badRequest || error.code == .forbidden {
            // "Exists", "is an alias" and "is a system index" are different errors in different versions;
            // what matters is whether it is there.
            guard try await exists(name) else { throw error }
            return false
        }
    }
}
