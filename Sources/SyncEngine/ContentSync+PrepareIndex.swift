import Elasticsearch
import Support

extension ContentSync {
    /// Makes sure that the index exists and maps the fields of the source.
    func prepareIndex() async throws -> IndexState {
        let existing = try await client.indices(named: plan.index)
        if existing.isEmpty {
            _ = try await client.createIndex(plan.index, body: plan.mapping.createIndexBody)
            log.info("Created the index \(plan.index)")
        } else {
            for index in existing { try await addMappings(to: index) }
            // What the sync reads must be all that was written, or it would be taken for missing.
            try await client.refresh(plan.index)
        }
        return IndexState(try await client.indices(named: plan.index))
    }

    /// Fields that the index already maps stay as they are, however they are mapped.
    private func addMappings(to index: IndexDescription) async throws {
        let known = index.mappings["properties"]?.objectValue ?? [:]
        let missing = plan.mapping.allProperties.filter { known[$0.key] == nil }
        guard !missing.isEmpty else { return }
        try await client.putMapping(["properties": .object(missing)], in: index.name)
    }
}
