public import Support

extension ElasticsearchClient {
    /// Changes a document on the condition that nobody else changes it in between.
    ///
    /// Each attempt reads the document afresh and asks `change` again, so a decision never rests on what
    /// somebody else has overwritten. An update whose answer was lost is a conflict with itself: `change`
    /// then sees its own values and declines, if it compares them.
    ///
    /// - Parameters:
    ///   - attempts: How often at most, the first included; they follow each other at once.
    ///   - change: What to write, or nil to leave the document as it is. Called once an attempt.
    /// - Returns: The version written; nil when `change` declined.
    /// - Throws: ``ElasticsearchError`` with code `notFound` when there is no document, `versionConflict` after
    ///   the last attempt's conflict; whatever `change` throws.
    @discardableResult
    public func guardedUpdate(
        _ id: String, in index: String, attempts: Int = 3, refresh: Refresh? = nil,
        isolation: isolated (any Actor)? = #isolation, _ change: (StoredDocument) async throws -> JSON?
    ) async throws -> Version? {
        var attempt = 1
        while true {
            guard let document = try await get(id, in: index) else {
                throw ElasticsearchError(
                    code: .notFound, operation: "update of \(Self.name(id, in: index))", status: 404,
                    reason: "there is no such document")
            }
            guard let partial = try await change(document) else { return nil }
            do {
                return try await update(id, in: index, with: partial, expecting: document.version, refresh: refresh)
            } catch let error as ElasticsearchError where error.code == .versionConflict && attempt < attempts {
                log.debug("Elasticsearch: \(error); reading it again", ["attempt": "\(attempt)"])
                attempt += 1
            }
        }
    }
}
