import Foundation
import Support
import Synchronization

@testable import SyncEngine

/// A source that says what a test tells it to.
final class ScriptedSource: DocumentSource {
    struct Entry: Sendable {
        var id: String
        var name: String
        var content: String?
        var version: String?
        var timestamp: String? = "2026-01-05T09:00:00Z"
        /// Thrown when the content is fetched.
        var failure: (any Error)?
        /// Whether there turn out to be more bytes than were listed.
        var outgrows = false
        var status: ExtractionStatus?
        var access: AccessList?
    }

    enum Step: Sendable {
        case page([Entry])
        case startOver([Entry])
        case fail
        case delete(String)
        case gap(String)
    }

    struct Broken: Error {}

    private let steps: Mutex<[Step]>
    private let fetched = Mutex<[String]>([])
    private let onFetch: @Sendable (String) async throws -> Void

    init(_ steps: [Step], onFetch: @escaping @Sendable (String) async throws -> Void = { _ in }) {
        self.steps = Mutex(steps)
        self.onFetch = onFetch
    }

    /// Ids whose content was fetched, in order.
    var fetches: [String] { fetched.withLock { $0 } }

    func pages(since cursor: SourceCursor?) -> AsyncThrowingStream<SourcePage, any Error> {
        let steps = steps.withLock { $0 }
        return AsyncThrowingStream { continuation in
            for (index, step) in steps.enumerated() {
                let cursor = SourceCursor("after \(index)")
                switch step {
                case .page(let entries): continuation.yield(page(entries, cursor))
                case .startOver(let entries):
                    continuation.yield(SourcePage(changes: entries.map(change), cursor: cursor, startsOver: true))
                case .fail:
                    continuation.finish(throwing: Broken())
                    return
                case .gap(let reason): continuation.yield(SourcePage(changes: [], gap: reason))
                case .delete(let id): continuation.yield(SourcePage(changes: [.delete(id: id)], cursor: cursor))
                }
            }
            continuation.finish()
        }
    }

    func documents(withIDs ids: [String]) async throws -> [SourceDocument] { [] }

    func recognizes(_ stored: StoredMarks) -> Bool { stored.source.filePath != nil && stored.source.id == stored.id }

    private func page(_ entries: [Entry], _ cursor: SourceCursor) -> SourcePage {
        SourcePage(changes: entries.map(change), cursor: cursor)
    }

    private func change(_ entry: Entry) -> SourceChange {
        let content = entry.content.map { self.content(of: entry, $0) }
        var document = SourceDocument(
            id: entry.id, label: "/\(entry.name)",
            fields: [
                DocumentField("id", .string(entry.id)), DocumentField("type", "File"),
                DocumentField("name", .string(entry.name)), DocumentField("file_path", .string("/\(entry.name)")),
            ],
            timestamp: entry.timestamp, content: content, extractionStatus: entry.status)
        document.access = entry.access
        return .upsert(document)
    }

    private func content(of entry: Entry, _ text: String) -> SourceContent {
        let size = entry.outgrows ? 1 : text.utf8.count
        return SourceContent(version: entry.version ?? text, size: size, name: entry.name) { [self] in
            fetched.withLock { $0.append(entry.id) }
            try await onFetch(entry.id)
            if let failure = entry.failure { throw failure }
            if entry.outgrows {
                var whole = entry
                whole.outgrows = false
                throw ContentOutgrown(self.content(of: whole, text))
            }
            return FetchedContent(bytes: Data(text.utf8))
        }
    }
}
