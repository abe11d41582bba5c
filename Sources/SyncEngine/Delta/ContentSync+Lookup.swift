import Elasticsearch

extension ContentSync {
    /// What the index has of the documents that match, with their paths, page by page. Only what has been
    /// refreshed is found.
    func documents(matching lookup: PathLookup, at paths: [String], below folders: [String], ids: [String] = [])
        -> AsyncMapSequence<HitPages<Hit<StoredFields>>, [StoredMarks]>
    {
        client.scroll(
            plan.index, query: lookup.query(at: paths, below: folders, ids: ids),
            source: StoredFields.names + [ItemPath.field], as: StoredFields.self
        ).map { hits in hits.map { $0.source.marks(id: $0.id) } }
    }
}
