/// What the changes since a cursor come to in the end, beside what the index has of the documents they are about. Pure.
///
/// A sync carries changes out page by page; this only keeps who is where after the last one.
struct ChangeComparison {
    private struct Told {
        /// Nil for a document that has no place.
        var path: String?
        /// The page that has told of it last; nil for one that is gone again.
        var page: Int?
    }

    private(set) var comparison: Comparison
    private var page = 0
    private var told: [String: Told] = [:]
    /// The page that has told last that a path is gone.
    private var deletions: [String: Int]
    /// Documents of the index that are gone unless they turn up, with what a person would call them.
    private var gone: [String: String] = [:]
    /// Documents of the current page that the index has at a path that is not gone.
    private var placed: Set<String> = []

    /// - Parameter owed: What earlier changes have announced and no sync has done yet.
    init(plan: SyncPlan, owed: OwedDeletions) {
        comparison = Comparison(plan: plan)
        comparison.forecast.isOfChanges = true
        deletions = Dictionary(uniqueKeysWithValues: owed.paths.map { ($0, 0) })
    }

    /// Paths that are gone with everything below them.
    var deletedPaths: [String] { deletions.keys.sorted() }

    func isTold(_ id: String) -> Bool { told[id] != nil }

    /// Begins a page, before what the index has of it is noted.
    mutating func begin(_ effect: PageEffect) {
        page += 1
        placed = []
        for path in effect.deletedPaths { deletions[path] = page }
        for id in effect.deletedIDs + effect.gone where told[id] != nil { told[id]?.page = nil }
        for id in effect.withdrawnIDs where told[id]?.path == nil && told[id] != nil { told[id]?.page = nil }
    }

    /// Notes what the index has of a page, or in its places.
    mutating func note(_ marks: StoredMarks, of effect: PageEffect, present: Set<String>) {
        if present.contains(marks.id) {
            comparison.note(marks)
            if let path = marks.path, !isGone(path, after: 0) { placed.insert(marks.id) }
        } else if marks.path == nil || !effect.withdrawnIDs.contains(marks.id) {
            noteGone(marks)
        }
    }

    /// Notes that a document of the index is gone, unless a change tells of it.
    mutating func noteGone(_ marks: StoredMarks) { gone[marks.id] = marks.source.filePath ?? marks.id }

    mutating func compare(_ documents: [SourceDocument]) {
        for document in documents {
            if document.isSecondary, placed.contains(document.id) { continue }
            let isIndexed = comparison.has(document.id)
            comparison.compare(document)
            if comparison.plan.exclusion(of: document) == nil {
                told[document.id] = Told(path: document.path, page: page)
            } else if isIndexed {
                gone[document.id] = document.label
            }
        }
    }

    /// Counts a document of which only the access list would be written.
    mutating func noteAccessUpdate(_ marks: StoredMarks) {
        guard told[marks.id] == nil, gone[marks.id] == nil else { return }
        comparison.forecast.updated.add(marks.source.filePath ?? marks.id)
    }

    mutating func noteWarnings(of page: SourcePage) {
        comparison.forecast.warnings += page.warnings + (page.gap.map { [$0] } ?? [])
    }

    /// What is left of it all, once the index was asked about ``deletedPaths``.
    func forecast() -> SyncForecast {
        var forecast = comparison.forecast
        let lost = told.filter { isLost($0.value) }.map { (label: $0.value.path ?? $0.key, id: $0.key) }
        let labels = gone.filter { told[$0.key] == nil }.map(\.value) + lost.map(\.label)
        for label in labels.sorted() { forecast.deleted.add(label) }
        return forecast
    }

    private func isLost(_ document: Told) -> Bool {
        guard let page = document.page else { return true }
        return document.path.map { isGone($0, after: page) } ?? false
    }

    private func isGone(_ path: String, after page: Int) -> Bool {
        !deletions.isEmpty && ItemPath.selfAndAncestors(of: path).contains { deletions[$0].map { $0 > page } ?? false }
    }
}
