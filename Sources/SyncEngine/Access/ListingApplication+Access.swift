import Elasticsearch
import Support

extension ListingApplication {
    /// Keys that one query asks for: Elasticsearch takes 1,024 clauses.
    private static var keysAtATime: Int { 200 }

    /// Writes the access lists that have changed into the documents that nobody has listed: partial updates, without
    /// a download.
    mutating func refreshAccess(_ downloads: inout Downloads) async throws {
        guard let round = access else { return }
        if round.listsEverything, gaps.isEmpty, sync.source.listsEverything { return }
        for id in round.changes.documents { sync.retries.insert(id) }
        let unknown = Set(round.before?.unknown ?? [])
        if round.listsEverything || !round.changes.isEmpty || !unknown.isEmpty {
            try await showEverything(&downloads)
            if round.listsEverything { try await sync.hide(withoutField: AccessList.fingerprintField, queue) }
            var last: String?
            while true {
                let page = try await sync.accessKeys(after: last)
                guard let end = page.last else { break }
                last = end
                let keys = page.filter { round.listsEverything || unknown.contains($0) || round.changes.concerns($0) }
                for start in stride(from: 0, to: keys.count, by: Self.keysAtATime) {
                    try await refresh(Array(keys[start..<min(start + Self.keysAtATime, keys.count)]))
                }
            }
            try await wait(for: &downloads)
        }
        access?.isDone = true
    }

    private mutating func refresh(_ keys: [String]) async throws {
        let verdicts = try await sync.source.accessLists(for: keys)
        var lists: [String: AccessList] = [:]
        for key in keys {
            let list = verdicts[key]?.list ?? .unknown("Nobody told who may see it.", key: key)
            lists[key] = list
            if list.problem == nil { sync.unknownAccess.remove(key) } else { sync.unknownAccess.insert(key) }
        }
        for try await page in sync.documents(concernedBy: lists) {
            for marks in page where sync.owns(marks) {
                guard let key = marks.accessKey, let list = lists[key] else { continue }
                if case .gone = verdicts[key] {
                    // Hidden until it is read anew, by this very sync, and counted there if that does not tell either.
                    sync.retries.insert(marks.id)
                } else if let problem = list.problem {
                    sync.noteUnknown(marks.id, problem, label: marks.source.filePath ?? marks.id)
                }
                if marks.accessFingerprint != list.fingerprintText { try await queue.add(marks.update(to: list)) }
            }
        }
    }
}

extension ContentSync {
    /// Counts a document whose permissions could not be read; once, however often it is asked about.
    func noteUnknown(_ id: String, _ problem: String, label: String) {
        guard unknownAccess.count(id) else { return }
        counters.update { $0.noteUnknownPermissions(problem, label: label) }
    }
}
