import Dropbox
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing
import Transport

@testable import DropboxSource

/// Whatever happens to an account, and whatever goes wrong during its syncs: once a sync completes with
/// nothing going wrong, the index is equal to the account.
///
/// `CONVERGENCE_SEEDS` is how many histories are tried (100), `CONVERGENCE_SEED` the first of them (1).
@Suite struct ConvergenceTests {
    @Test func `the index converges to the account`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["CONVERGENCE_SEED"].flatMap(UInt64.init) ?? 1
        let count = environment["CONVERGENCE_SEEDS"].flatMap(UInt64.init) ?? 100
        let width: UInt64 = 4
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<width {
                group.addTask {
                    for seed in stride(from: first + lane, to: first + count, by: Int(width)) {
                        await check(History(seed: seed))
                    }
                }
            }
        }
    }

    private func check(_ history: History) async {
        guard await difference(after: history) != nil else { return }
        let shortest = await shortened(history)
        let text = await difference(after: shortest) ?? "it did not happen again: the order of concurrent requests matters"
        Issue.record("\(text)\nafter the shortest history found:\n\(shortest.description)")
    }

    /// Leaves out what can be left out.
    private func shortened(_ history: History) async -> History {
        var shortest = history
        var index = shortest.events.count - 1
        while index >= 0 {
            var candidate = shortest
            candidate.events.remove(at: index)
            if await difference(after: candidate) != nil { shortest = candidate }
            index -= 1
        }
        for index in shortest.events.indices {
            for number in shortest.events[index].during.indices.reversed() {
                var candidate = shortest
                candidate.events[index].during.remove(at: number)
                if await difference(after: candidate) != nil { shortest = candidate }
            }
        }
        return shortest
    }

    /// Runs the history and then a sync with nothing going wrong. Nil when the index is equal to the account.
    private func difference(after history: History) async -> String? {
        let found = Mutex<String?>(nil)
        do {
            var options = FakeDropboxOptions()
            options.listing.maximumEntries = history.pageSize
            options.listing.emptyPages = history.hasEmptyPages
            options.listing.repeatedEntries = history.repeatedEntries
            options.listing.childrenBeforeParents = history.childrenBeforeParents
            options.listing.news = history.news
            try await withSyncedAccount(options: options, tune: { $0.bulk.maximumLines = 10 }) { synced in
                for event in history.events { await perform(event, synced) }
                // The rest of a listing does not tell of names that changed their case in the part before.
                let isWhole = history.endsWithFull && synced.checkpoint.withLock { $0 == nil }
                if history.endsWithFull { try await synced.full() } else { try await synced.incremental() }
                let difference = try await Comparison(synced, withNames: isWhole).difference
                found.withLock { $0 = difference }
            }
        } catch {
            return "the last sync failed though nothing went wrong: \(error)"
        }
        return found.withLock { $0 }
    }

    private func perform(_ event: Event, _ synced: SyncedAccount) async {
        do {
            switch event {
            case .change(let change): try synced.dropbox.change { try change.perform(on: &$0) }
            case .full(let trouble, let changes):
                try await sync(trouble, synced) { try await synced.full(requests: $0, during: performing(changes, synced)) }
            case .incremental(let trouble, let changes):
                try await sync(trouble, synced) { try await synced.incremental(requests: $0, during: performing(changes, synced)) }
            }
        } catch {
            // A change that the account refuses does not happen; a sync may fail while something goes wrong.
        }
    }

    /// The next change is made before the next page is listed.
    private func performing(_ changes: [Event.Change], _ synced: SyncedAccount) -> @Sendable (HTTPRequest) -> Void {
        let left = LeftToDo(changes)
        return { request in
            guard request.url.path.hasSuffix("list_folder/continue"), let change = left.next() else { return }
            // A change that the account refuses does not happen.
            try? synced.dropbox.change { try change.perform(on: &$0) }
        }
    }

    private func sync(
        _ trouble: Event.Trouble?, _ synced: SyncedAccount, _ body: (Int) async throws -> SyncReport
    ) async throws {
        defer {
            synced.dropbox.clearFaults()
            synced.elasticsearch.clearFaults()
        }
        _ = try await body(trouble?.plan(synced.dropbox, synced.elasticsearch) ?? .max)
    }
}

/// Changes, one after the other.
private final class LeftToDo: Sendable {
    private let changes: Mutex<ArraySlice<Event.Change>>

    init(_ changes: [Event.Change]) { self.changes = Mutex(changes[...]) }

    func next() -> Event.Change? { changes.withLock { $0.popFirst() } }
}

extension Event {
    fileprivate var during: [Change] {
        get {
            switch self {
            case .change: []
            case .full(_, let changes), .incremental(_, let changes): changes
            }
        }
        set {
            switch self {
            case .change: break
            case .full(let trouble, _): self = .full(trouble, during: newValue)
            case .incremental(let trouble, _): self = .incremental(trouble, during: newValue)
            }
        }
    }
}

extension Event.Change {
    /// - Throws: `FakeAccountError` for what the account refuses.
    fileprivate func perform(on account: inout FakeAccount) throws {
        switch self {
        case .write(let path, let text): try account.write(path, "text \(text)")
        case .createFolder(let path): try account.createFolder(path)
        case .move(let path, let new): try account.move(path, to: new)
        case .copy(let path, let new): try account.copy(path, to: new)
        case .delete(let path): try account.delete(path)
        case .replace(let number, let text):
            let paths = account.entries.map(\.pathDisplay).sorted()
            guard !paths.isEmpty else { return }
            let path = paths[number % paths.count]
            try account.delete(path)
            if let text { try account.write(path, "text \(text)") } else { try account.createFolder(path) }
        }
    }
}

/// The index beside what the account lists.
struct Comparison {
    private var wrong: [String] = []

    /// Nil when they are equal.
    var difference: String? { wrong.isEmpty ? nil : wrong.sorted().joined(separator: "\n") }

    /// - Parameter withNames: Whether the case of names counts: no change feed tells of it.
    init(_ synced: SyncedAccount, withNames: Bool) async throws {
        let texts = Dictionary(
            (0..<30).map { (ContentHash.of(Data("text \($0)".utf8)), "text \($0)") }, uniquingKeysWith: { first, _ in first })
        var documents = synced.documents
        synced.dropbox.configure { $0.listing = ListingQuirks() }
        for try await page in synced.client().pages(of: ListFolder(recursive: true)) {
            for entry in page.entries {
                guard let id = entry.id, let document = documents.removeValue(forKey: id) else {
                    if entry.id != nil { wrong.append("missing: \(entry.pathDisplay ?? "?") \(entry.id ?? "")") }
                    continue
                }
                compare(document, entry, texts, withNames: withNames)
            }
        }
        wrong += documents.map { "left over: \($0.value["file_path"]?.stringValue ?? "?") \($0.key)" }
    }

    private mutating func compare(_ document: JSON, _ entry: Metadata, _ texts: [String: String], withNames: Bool) {
        var expected: [String: JSON] = ["path_lower": entry.pathLower.map(JSON.string) ?? .null]
        if withNames {
            expected["file_path"] = entry.pathDisplay.map(JSON.string)
            expected["name"] = .string(entry.name)
        }
        switch entry {
        case .file(let file):
            expected["type"] = "File"
            expected["rev"] = .string(file.rev)
            expected["content_hash"] = file.contentHash.map(JSON.string)
            expected["_timestamp"] = .string(file.serverModified)
            // Without an extension the bytes tell, and these are text.
            let isExtracted = fileExtension(of: file.name).isEmpty || ContentRules.standardExtensions.contains(fileExtension(of: file.name))
            expected["body"] = isExtracted ? file.contentHash.flatMap { texts[$0] }.map(JSON.string) : .null
        case .folder: expected["type"] = "Folder"
        case .deleted: break
        }
        for (name, value) in expected where document[name] ?? .null != value {
            wrong.append("\(entry.pathDisplay ?? "?") has \(name) \(document[name] ?? .null) instead of \(value)")
        }
    }
}
