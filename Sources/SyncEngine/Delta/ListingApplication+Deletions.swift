import Elasticsearch
import Support

extension ListingApplication {
    /// Deletions that may be owed at a time: what is stored with a cursor, and what one query asks for.
    private static var maximumOwed: Int { 1000 }

    /// Asks the index what it has of a page's documents and of what is in their places, and notes what the
    /// page deletes.
    mutating func learn(of effect: PageEffect, _ downloads: inout Downloads) async throws {
        known = KnownDocuments()
        placed = []
        guard let lookup = index.lookup, !effect.isEmpty else { return }
        let present = Set(effect.documents.map(\.id))
        try lookup.demandSearchable(effect.deletedPaths)
        try await showEverything(&downloads)
        let documents = effect.documents
        let withdrawn = Set(effect.withdrawnIDs)
        let ids = documents.map(\.id) + effect.gone + effect.withdrawnIDs
        if !ids.isEmpty {
            let places = Dictionary(
                documents.compactMap { document in document.path.map { ($0, document.id) } },
                uniquingKeysWith: { _, last in last })
            let files = Set(documents.lazy.filter { !$0.isFolder }.compactMap(\.path))
            let found = sync.documents(
                matching: lookup, at: Array(places.keys), below: Array(files), ids: ids)
            for try await page in found {
                for marks in page where sync.owns(marks) {
                    guard withdrawn.contains(marks.id) else {
                        judge(marks, present)
                        continue
                    }
                    if let path = marks.path {
                        // It is listed there by now. Only what has taken its place ends it.
                        let isTaken = places[path] != nil || ItemPath.selfAndAncestors(of: path).contains { files.contains($0) }
                        if isTaken { judge(marks, present) }
                    } else {
                        try await delete(marks.id, label: marks.id)
                    }
                }
            }
        }
        try await clear(effect, &downloads)
    }

    /// What to do about a document that the index has: one of the page, one in the place of a document of
    /// the page, or one below a file of the page.
    private mutating func judge(_ marks: StoredMarks, _ present: Set<String>) {
        if present.contains(marks.id) {
            known.note(marks.id, marks.entry)
            if let path = marks.path, !owed.isGone(path) { placed.insert(marks.id) }
        } else if let path = marks.path {
            // Something else is in its place, or a file where its folder was; it may still turn up elsewhere.
            owed.owe(document: marks.id, at: path)
        }
    }

    /// Owes what a page deletes, and does at once what cannot wait: clearing the places of what exists again.
    mutating func clear(_ effect: PageEffect, _ downloads: inout Downloads) async throws {
        for path in effect.deletedPaths { owed.owe(path: path) }
        var due = Due()
        for document in effect.documents {
            if let path = document.path {
                due.paths += owed.takePaths(above: path)
                due.taken.merge(owed.takeFiles(above: path, isFolder: document.isFolder)) { first, _ in first }
            }
            owed.exists(document.id, at: document.path, isFolder: document.isFolder)
        }
        if !due.isEmpty { try await settle(due, except: Set(effect.documents.map(\.id)), &downloads) }
        if owed.count > Self.maximumOwed { try await settleEverything(&downloads, except: Set(effect.documents.map(\.id))) }
    }

    /// Deletions to be carried out now.
    private struct Due {
        var paths: [String] = []
        var documents: [String: String] = [:]
        var taken: [String: OwedDeletions.Taker] = [:]

        var isEmpty: Bool { paths.isEmpty && documents.isEmpty && taken.isEmpty }
        /// Where they are.
        var places: [String] { paths + taken.keys }
        /// What is below is meant, too.
        var folders: [String] { paths + taken.filter { !$0.value.isFolder }.keys }
    }

    /// Carries out everything owed, on what is still where it was.
    mutating func settleEverything(_ downloads: inout Downloads, except present: Set<String> = []) async throws {
        let due = Due(paths: Array(owed.paths), documents: owed.documents, taken: owed.taken)
        try await settle(due, except: present, &downloads)
        owed = OwedDeletions()
    }

    private mutating func settle(_ due: Due, except present: Set<String>, _ downloads: inout Downloads) async throws {
        if mode == .changes { try index.lookup?.demandSearchable(due.places) }
        try await showEverything(&downloads)
        let gone = Set(due.paths)
        let files = Set(due.taken.lazy.filter { !$0.value.isFolder }.map(\.key))
        for try await page in found(due) {
            for marks in page where sync.owns(marks) && !present.contains(marks.id) {
                guard let path = marks.path else { continue }
                let folders = ItemPath.selfAndAncestors(of: path)
                let isGone = due.documents[marks.id] == path || folders.contains { gone.contains($0) }
                    || due.taken[path].map { $0.id != marks.id } ?? false
                    || folders.dropFirst().contains { files.contains($0) }
                guard isGone else { continue }
                try await delete(marks.id, label: path)
                known.forget(marks.id)
            }
        }
    }

    /// What may be meant.
    private func found(_ due: Due) -> AsyncMapSequence<HitPages<Hit<StoredFields>>, [StoredMarks]> {
        // A full sync may have an index that cannot be asked for a path. It is read whole then, which is seldom needed.
        guard let lookup = index.lookup, lookup.finds(due.places) else { return sync.marks(withPaths: true) }
        return sync.documents(matching: lookup, at: due.places, below: due.folders, ids: Array(due.documents.keys))
    }

    /// A search finds what was acknowledged before the last refresh.
    mutating func showEverything(_ downloads: inout Downloads) async throws {
        try await wait(for: &downloads)
        try await sync.client.refresh(sync.plan.index)
    }
}
