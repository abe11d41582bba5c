import Dropbox
import Foundation
import Support
public import SyncEngine

extension DropboxSource {
    /// Notes on a document what the advanced rules say of it.
    func apply(_ rules: AdvancedRules?, to document: inout SourceDocument, of metadata: Metadata) {
        guard let rules else { return }
        let decision = rules.decision(on: metadata, foundBy: matched[document.id])
        if decision.isIncluded { document.inclusion = decision.reason } else { document.exclusion = decision.reason }
    }

    /// Whether neither a search is part of the listing, which may be late and incomplete (reference 4.11), nor
    /// a tree that could not be read.
    public var listsEverything: Bool { !(rules?.hasQueries ?? false) && !memory.current.hasUnread }

    /// Keeps what is in a place that could not be read. Under queries, asks Dropbox about each document that
    /// no query and no listing has mentioned.
    ///
    /// What exists and has not changed was only missed by the search. What has changed, or was indexed under
    /// other rules, is gone from the index unless a rule is sure to select it.
    public func verdicts(on unlisted: [StoredMarks], isScopeChanged: Bool) async throws -> [UnlistedVerdict] {
        let listing = memory.current
        guard let rules, rules.hasQueries else { return unlisted.map { listing.isUnread($0) ? .kept : .gone } }
        return try await inOrder(unlisted, width: 8) { marks in
            if listing.isUnread(marks) { return .kept }
            // Under other rules nothing speaks for a document but a query that its name matches for sure, and
            // then a call for each document of a large account would be spent on nothing.
            if isScopeChanged, !rules.mayMatchByName(path: marks.source.filePath) { return .gone }
            guard let metadata = try await current(marks.id) else { return .gone }
            return try await verdict(on: metadata, marks, rules, isScopeChanged: isScopeChanged)
        }
    }

    private func verdict(
        on metadata: Metadata, _ marks: StoredMarks, _ rules: AdvancedRules, isScopeChanged: Bool
    ) async throws -> UnlistedVerdict {
        switch rules.expectation(of: metadata) {
        case .excluded: return .gone
        case .selected(let rule):
            guard let id = metadata.id, matched.insert(id, rule: rule),
                case .upsert(let document) = try await changes([metadata]).first
            else {
                return .kept
            }
            return .listed(document)
        case .unknown:
            if isScopeChanged { return .gone }
            return metadata.differs(from: marks) && !metadata.isRecent ? .gone : .kept
        }
    }

    /// The item as it is now; nil when it does not exist any more.
    func current(_ id: String) async throws -> Metadata? {
        do {
            return try await client.call(getMetadata(id))
        } catch let error as DropboxError where error.code == .pathNotFound {
            return nil
        }
    }
}

extension AdvancedRules {
    /// What the rules say of an item that the search has not found.
    enum Expectation {
        /// It is sure that no rule selects it.
        case excluded
        /// It is sure that this query selects it: its name has all the words.
        case selected(QueryRule)
        /// A query may select it by its content, which only the search knows.
        case unknown
    }

    func expectation(of metadata: Metadata) -> Expectation {
        guard decision(on: metadata, foundBy: "").isIncluded else { return .excluded }
        let possible = queries.filter { $0.mayFind(metadata) }
        if let sure = possible.first(where: { $0.matchesName(metadata.name) }) { return .selected(sure) }
        return possible.contains { $0.search.options?.filenameOnly != true } ? .unknown : .excluded
    }

    /// Whether a file of this path could be one that a query selects by its name.
    func mayMatchByName(path: String?) -> Bool {
        guard let path else { return true }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return queries.contains { $0.matchesName(name) }
    }
}

extension QueryRule {
    /// Whether the item is within what the options limit the query to, as far as they tell.
    func mayFind(_ metadata: Metadata) -> Bool {
        let options = search.options ?? SearchOptions()
        guard options.fileStatus?.known != .deleted else { return false }
        if let path = options.path, path.hasPrefix("/"), let own = metadata.pathLower,
            !DropboxPath(configured: path).contains(DropboxPath(configured: own)) { return false }
        // With both, Dropbox goes by the categories; which extensions are in one is Dropbox's own matter.
        if let extensions = options.fileExtensions, options.fileCategories == nil {
            guard case .file(let file) = metadata else { return false }
            return extensions.contains { $0.lowercased() == fileExtension(of: file.name) }
        }
        return true
    }

    /// Whether a name has all the words of the query.
    func matchesName(_ name: String) -> Bool {
        guard search.options?.fileCategories == nil, search.options?.accountID == nil else { return false }
        let name = PathGlob.normalized(name)
        return PathGlob.normalized(search.query).split(whereSeparator: \.isWhitespace).allSatisfy { name.contains($0) }
    }
}

extension Metadata {
    /// Whether the item is another one than the index has.
    fileprivate func differs(from marks: StoredMarks) -> Bool {
        if pathDisplay != marks.source.filePath { return true }
        guard case .file(let file) = self else { return false }
        return marks.source.rev.map { $0 != file.rev } ?? (DropboxDocument.timestamp(of: file) != marks.timestamp)
    }

    /// Changed so short a time ago that the search may not know of it.
    fileprivate var isRecent: Bool {
        guard case .file(let file) = self, let changed = Timestamp.parse(file.serverModified) else { return false }
        return Date().timeIntervalSince(changed) < Self.searchLag
    }

    /// Dropbox only says that recent changes may be missing; hours would be unusual.
    private static var searchLag: Double { 3600 }
}
