import Elasticsearch

extension ContentSync {
    /// What a sync that goes on from `position` would do.
    ///
    /// - Throws: ``CursorUnusable`` when it would list everything.
    func forecastChanges(since position: SyncPosition, _ report: (SyncForecast) -> Void) async throws -> SyncForecast {
        let index = IndexState(try await client.indices(named: plan.index))
        let lookup = try index.lookup(for: position, in: plan.index)
        // Asked before the listing, as the sync does.
        let access = try await beginAccessRound(since: position.access, listsEverything: false)
        var changes = ChangeComparison(plan: plan, owed: position.owed)
        try await noteOwed(position.owed, lookup, &changes)
        for try await page in source.pages(since: position.cursor) {
            changes.noteWarnings(of: page)
            try await compare(PageEffect(page.changes), lookup, &changes)
            report(changes.comparison.forecast)
        }
        let again = Set(position.retry).union(access?.changes.documents ?? []).sorted()
        if !again.isEmpty {
            let documents = try await source.documents(withIDs: again)
            try await compare(PageEffect(documents.map(SourceChange.upsert)), lookup, &changes)
        }
        try await compareBelowDeleted(lookup, &changes)
        if let access { try await compareAccess(access, &changes) }
        return changes.forecast()
    }

    private func compare(_ effect: PageEffect, _ lookup: PathLookup, _ changes: inout ChangeComparison) async throws {
        guard !effect.isEmpty else { return }
        try lookup.demandSearchable(effect.deletedPaths)
        changes.begin(effect)
        let documents = effect.documents
        let present = Set(documents.map(\.id))
        let ids = documents.map(\.id) + effect.gone + effect.withdrawnIDs + effect.deletedIDs
        if !ids.isEmpty {
            let files = documents.filter { !$0.isFolder }.compactMap(\.path)
            let found = self.documents(
                matching: lookup, at: Set(documents.compactMap(\.path)).sorted(), below: Set(files).sorted(), ids: ids)
            for try await page in found {
                for marks in page where owns(marks) { changes.note(marks, of: effect, present: present) }
            }
        }
        changes.compare(documents)
    }

    /// What an earlier sync was still to delete, where it still is.
    private func noteOwed(_ owed: OwedDeletions, _ lookup: PathLookup, _ changes: inout ChangeComparison) async throws {
        guard !owed.documents.isEmpty else { return }
        for try await page in documents(matching: lookup, at: [], below: [], ids: owed.documents.keys.sorted()) {
            for marks in page where owns(marks) && owed.documents[marks.id] == marks.path { changes.noteGone(marks) }
        }
    }

    /// Everything that the index has at or below a path that is gone.
    private func compareBelowDeleted(_ lookup: PathLookup, _ changes: inout ChangeComparison) async throws {
        let paths = changes.deletedPaths
        for start in stride(from: 0, to: paths.count, by: 1000) {
            let some = Array(paths[start..<min(start + 1000, paths.count)])
            for try await page in documents(matching: lookup, at: some, below: some) {
                for marks in page where owns(marks) { changes.noteGone(marks) }
            }
        }
    }

    /// Documents that nobody has listed and whose access list is another one by now.
    private func compareAccess(_ round: AccessRound, _ changes: inout ChangeComparison) async throws {
        let unknown = Set(round.before?.unknown ?? [])
        guard !round.changes.isEmpty || !unknown.isEmpty else { return }
        var last: String?
        while case let page = try await accessKeys(after: last), let end = page.last {
            last = end
            let keys = page.filter { unknown.contains($0) || round.changes.concerns($0) }
            for start in stride(from: 0, to: keys.count, by: 200) {
                let some = Array(keys[start..<min(start + 200, keys.count)])
                let verdicts = try await source.accessLists(for: some)
                let lists = Dictionary(uniqueKeysWithValues: some.map { key in
                    (key, verdicts[key]?.list ?? .unknown("Nobody told who may see it.", key: key))
                })
                for try await page in documents(concernedBy: lists) {
                    for marks in page where owns(marks) {
                        let list = marks.accessKey.flatMap { lists[$0] }
                        if marks.accessFingerprint != list?.fingerprintText { changes.noteAccessUpdate(marks) }
                    }
                }
            }
        }
    }
}
