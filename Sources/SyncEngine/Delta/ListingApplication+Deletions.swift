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
                    if withdrawn.contains(marks.id), marks.path == nil {
                        try await delete(marks.id, label: marks.id)
                    } else {
                        judge(marks, present)
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
        var due: [String] = []
        for document in effect.documents {
            owed.exists(document.id)
            if let path = document.path { due += owed.takePaths(above: path) }
        }
        if !due.isEmpty { try await settle(due, except: Set(effect.documents.map(\.id)), &downloads) }
        if owed.count > Self.maximumOwed { try await settleEverything(&downloads, except: Set(effect.documents.map(\.id))) }
    }

    /// Carries out everything owed, on what is still where it was.
    mutating func settleEverything(_ downloads: inout Downloads, except present: Set<String> = []) async throws {
        try await settle(Array(owed.paths), documents: owed.documents, except: present, &downloads)
        owed = OwedDeletions()
    }

    private mutating func settle(
        _ paths: [String], documents: [String: String] = [:], except present: Set<String>, _ downloads: inout Downloads
    ) async throws {
        // A full sync finds what is gone by its absence, where the index cannot be asked.
        guard let lookup = index.lookup else { return }
        if mode == .changes { try lookup.demandSearchable(paths) }
        try await showEverything(&downloads)
        let found = sync.documents(matching: lookup, at: paths, below: paths, ids: Array(documents.keys))
        let gone = Set(paths)
        for try await page in found {
            for marks in page where sync.owns(marks) && !present.contains(marks.id) {
                guard let path = marks.path else { continue }
                let isGone = documents[marks.id] == path
                    || ItemPath.selfAndAncestors(of: path).contains { gone.contains($0) }
                guard isGone else { continue }
                try await delete(marks.id, label: path)
                known.forget(marks.id)
            }
        }
    }

    /// A search finds what was acknowledged before the last refresh.
    mutating func showEverything(_ downloads: inout Downloads) async throws {
        try await wait(for: &downloads)
        try await sync.client.refresh(sync.plan.index)
    }
}
