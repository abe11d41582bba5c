import Elasticsearch
import Foundation
import Support

/// Gets the content of one document and makes the operation that indexes it.
struct ContentFetch: Sendable {
    let target: Target
    let content: SourceContent
    /// What has been charged for ``content``.
    let charge: ContentCharge
    let plan: SyncPlan
    let budget: ByteBudget
    let counters: SyncCounters
    let retries: RetryList
    let unknownAccess: UnknownAccess
    let log: Log

    /// A file that grows faster than it can be fetched is left for the next sync.
    private static let maximumAttempts = 3

    /// The operation, which carries what is still charged; nil when there is nothing to write.
    ///
    /// - Throws: Whatever ends the sync. Content that cannot be had does not.
    func operation() async throws -> PendingOperation? {
        var (content, charge) = (content, charge)
        for _ in 0..<Self.maximumAttempts {
            do {
                return try await operation(with: content, charge)
            } catch let outgrown as ContentOutgrown {
                content = outgrown.content
                charge = ContentCharge(size: content.size, plan: plan)
                try await budget.acquire(charge.bytes)
            } catch let unavailable as ContentUnavailable {
                return withoutContent(unavailable)
            } catch is RejectedByNow {
                return deletion
            }
        }
        budget.release(charge.bytes)
        return withoutContent(ContentUnavailable(reason: "failed", message: "The file changes all the time."))
    }

    /// - Throws: Anything; then nothing is charged any more.
    private func operation(with content: SourceContent, _ charge: ContentCharge) async throws -> PendingOperation {
        do {
            var operation = try await operation(with: content)
            operation.charge = min(charge.bytes, ContentCharge.of(operation.operation))
            budget.release(charge.bytes - operation.charge)
            return operation
        } catch {
            budget.release(charge.bytes)
            throw error
        }
    }

    private func operation(with content: SourceContent) async throws -> PendingOperation {
        switch plan.extraction {
        case .pipeline:
            let fetched = try await fetch(content)
            return try current(fetched.newer).replacement(.attachment(fetched.bytes))
        case .inMemory(let decoder):
            let fetched = try await fetch(content)
            return try operation(on: try current(fetched.newer)) {
                try decoder.text(of: fetched.bytes, name: fetched.name ?? content.name, limit: plan.textLimit)
            }
        case .fromFile(let extractor):
            try extractor.requireAvailable()
            return try await TemporaryFile.with(
                in: extractor.directory, name: content.name, permissions: extractor.filePermissions
            ) { file in
                let saved = try await save(content, to: file)
                let text = try await extractor.text(of: file, name: saved.name ?? content.name, limit: plan.textLimit)
                return try operation(on: try current(saved.newer)) { text }
            }
        }
    }

    private func operation(on target: Target, text: () throws -> ExtractedText) throws -> PendingOperation {
        let text = try text()
        guard !text.isBlank else {
            counters.update { $0.withoutText[ExtractionStatus.empty.rawValue, default: 0] += 1 }
            return target.replacement(.none, status: .empty)
        }
        let operation = target.replacement(.body(text, limit: plan.textLimit))
        if operation.isTextTruncated {
            counters.update { $0.truncatedTexts += 1 }
            log.info("The text is longer than a document may be, its beginning is indexed: \(target.document.label)")
        }
        return operation
    }
}

extension ContentFetch {
    private func fetch(_ content: SourceContent) async throws -> FetchedContent {
        let fetched = try await content.fetch()
        count(fetched.bytes.count)
        return fetched
    }

    private func save(_ content: SourceContent, to file: URL) async throws -> SavedContent {
        guard let save = content.save else {
            let fetched = try await fetch(content)
            try fetched.bytes.write(to: file)
            return SavedContent(byteCount: fetched.bytes.count, name: fetched.name, newer: fetched.newer)
        }
        let saved = try await save(file)
        count(saved.byteCount)
        return saved
    }

    private func count(_ bytes: Int) {
        counters.update {
            $0.downloads += 1
            $0.downloadedBytes += bytes
        }
    }

    /// The document that the bytes belong to.
    ///
    /// - Throws: ``RejectedByNow`` when the rules reject what it has become.
    private func current(_ newer: SourceDocument?) throws(RejectedByNow) -> Target {
        guard let newer else { return target }
        guard plan.exclusion(of: newer) == nil else { throw RejectedByNow() }
        let current = PreparedDocument(newer, plan: plan)
        if let problem = current.access?.problem {
            if unknownAccess.count(current.id) {
                counters.update { $0.noteUnknownPermissions(problem, label: current.label) }
            }
            if let key = current.access?.unknownKey { unknownAccess.insert(key) } else { retries.insert(current.id) }
        }
        return Target(document: current, indexed: target.indexed, now: target.now)
    }

    fileprivate struct RejectedByNow: Error {}

    private var deletion: PendingOperation {
        PendingOperation(operation: .delete(id: target.document.id), effect: .delete, label: target.document.label)
    }

    private func withoutContent(_ unavailable: ContentUnavailable) -> PendingOperation? {
        let text = "\(target.document.label): \(unavailable.message)"
        if unavailable.status == .failed {
            log.warning("No content: \(text)")
        } else {
            log.info("No text (\(unavailable.status.rawValue)): \(text)")
        }
        counters.update {
            guard unavailable.status == .failed else {
                $0.withoutText[unavailable.status.rawValue, default: 0] += 1
                return
            }
            $0.contentFailures[unavailable.reason, default: 0] += 1
            $0.nameFailure(text)
        }
        var operation = target.withoutContent(unavailable.status)
        if unavailable.status == .failed {
            retries.insertFailed(target.document.id)
            operation?.isIncomplete = true
        }
        return operation
    }
}
