import Elasticsearch
import Support

extension ListingApplication {
    /// A document whose content is not the one that the index has of it.
    struct Wanted {
        var target: Target
        var content: SourceContent
    }

    /// A document that gets its text from another one, as soon as that one is acknowledged.
    struct Copy {
        var wanted: Wanted
        var content: ContentIdentity
        var donor: String
    }

    /// Copies that may wait at a time.
    private static var maximumCopies: Int { 2000 }

    /// Gets the contents that a page wants: of several documents with the same content the first is fetched, and the
    /// others wait until the index has its text. Waiting takes no content's memory, and holds up nothing else.
    mutating func getContents(_ downloads: inout Downloads) async throws {
        guard !wanted.isEmpty else { return }
        let page = wanted
        wanted = []
        if sync.plan.canReuseText { try await findDonors(of: page) }
        for wanted in page {
            let id = wanted.target.document.id
            guard sync.plan.canReuseText, let content = wanted.content.identity else {
                try await fetch(wanted.content, for: wanted.target, &downloads)
                continue
            }
            if let donor = donors[content], donor != id {
                queue.announce(id)
                copies.append(Copy(wanted: wanted, content: content, donor: donor))
            } else {
                donors.note(content, id)
                try await fetch(wanted.content, for: wanted.target, &downloads)
            }
        }
        if copies.count > Self.maximumCopies {
            try await takeAllCopies(&downloads)
        } else {
            try await takeCopies(&downloads) { [queue] in !queue.isUnderWay($0.donor) }
        }
    }

    /// Gives every copy its text, once what it comes from is acknowledged.
    mutating func takeAllCopies(_ downloads: inout Downloads) async throws {
        guard !copies.isEmpty else { return }
        try await downloads.group.waitForAll()
        downloads.count = 0
        try await queue.flush()
        try await queue.unacknowledged.wait(for: Set(copies.map(\.donor)).subtracting(copies.map(\.wanted.target.document.id)))
        try await takeCopies(&downloads) { _ in true }
    }

    private mutating func takeCopies(_ downloads: inout Downloads, _ isReady: (Copy) -> Bool) async throws {
        guard !copies.isEmpty else { return }
        let ready = copies.filter(isReady)
        copies.removeAll(where: isReady)
        for copy in ready { try await take(copy, &downloads) }
    }

    private mutating func take(_ copy: Copy, _ downloads: inout Downloads) async throws {
        let charge = try await place(ContentCharge(reusing: sync.plan), &downloads)
        let (target, content) = (copy.wanted.target, copy.wanted.content)
        let reuse = ContentReuse(
            target: target, content: copy.content, donor: copy.donor, charge: charge, plan: sync.plan,
            client: sync.client, budget: sync.budget, counters: sync.counters)
        downloads.group.addTask { [queue, sync] in
            if let operation = try await reuse.operation() { return try await queue.add(operation) }
            let charge = ContentCharge(size: content.size, plan: sync.plan)
            try await sync.budget.acquire(charge.bytes)
            try await sync.fetch(content, for: target, charge, into: queue)
        }
    }

    /// Asks the index which of a page's contents it has, with one search.
    private mutating func findDonors(of page: [Wanted]) async throws {
        guard let field = index.contentField, hadDocuments || donors.hasForgotten else { return }
        var fingerprints: [ContentIdentity: UInt64] = [:]
        for wanted in page {
            guard let content = wanted.content.identity, donors[content] == nil else { continue }
            fingerprints[content] = wanted.target.document.fingerprint.content
        }
        guard !fingerprints.isEmpty else { return }
        let hashes = Set(fingerprints.keys.map(\.hash)).map { JSON.string($0) }
        let found = try await sync.client.search(
            SearchRequest(
                index: sync.plan.index, query: ["bool": ["filter": [["terms": .object([field: .array(hashes)])]]]],
                source: [ContentIdentity.field, ContentIdentity.formatField, Fingerprint.field], size: Self.maximumDonors))
        for hit in found.hits {
            guard let content = ContentIdentity(hit.source),
                let fingerprint = hit.source[Fingerprint.field]?.stringValue.flatMap(Fingerprint.init(text:)),
                let wanted = fingerprints[content], wanted == fingerprint.content
            else { continue }
            donors.note(content, hit.id)
        }
    }

    /// Hits of one search. What is left out is fetched, or found by the next page.
    private static var maximumDonors: Int { 10_000 }
}

extension ContentIdentity {
    /// What an indexed document says.
    fileprivate init?(_ source: JSON) {
        guard let hash = source[Self.field]?.stringValue else { return nil }
        self.init(hash: hash, format: source[Self.formatField]?.stringValue ?? "")
    }
}
