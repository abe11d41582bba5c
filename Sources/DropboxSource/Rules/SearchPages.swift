import Dropbox
import Support
import SyncEngine

/// What the queries of the rules find, query after query, each item once.
struct SearchPages {
    private let source: DropboxSource
    private var remaining: ArraySlice<QueryRule>
    private var current: (rule: QueryRule, pages: DropboxPages<SearchV2>.Iterator)?
    private var matchCount = 0

    init(source: DropboxSource, rules: AdvancedRules) {
        self.source = source
        remaining = rules.queries[...]
    }

    /// The next page; nil when the last query is answered.
    ///
    /// - Throws: ``RuleFailed`` for a query that Dropbox refuses; `DropboxError`, `CancellationError`.
    mutating func next() async throws -> SourcePage? {
        while true {
            if current == nil { beginNext() }
            guard let rule = current?.rule else { return nil }
            do {
                if let page = try await current?.pages.next() { return try await sourcePage(page, of: rule) }
            } catch let error as DropboxError {
                throw RuleFailed(rule, error) ?? error
            }
            current = nil
        }
    }

    private mutating func beginNext() {
        matchCount = 0
        current = remaining.popFirst().map { ($0, source.client.pages(of: $0.search).makeAsyncIterator()) }
    }

    private mutating func sourcePage(_ page: SearchPage, of rule: QueryRule) async throws -> SourcePage {
        let isCapped = matchCount + page.matches.count >= source.searchCap && matchCount < source.searchCap
        matchCount += page.matches.count
        var found = page.matches.compactMap { match -> Metadata? in
            guard let metadata = match.metadata, let id = metadata.id, source.matched.insert(id, rule: rule) else {
                return nil
            }
            return metadata
        }
        if source.permissions != nil { found = try await source.withCurrentSharing(found) }
        return SourcePage(changes: try await source.changes(found, tellOwnMembers: false), gap: isCapped ? rule.gap(source.searchCap) : nil)
    }
}

extension QueryRule {
    /// `data[0].query "budget"`
    var label: String { "\(place).query \"\(search.query)\"" }

    fileprivate func gap(_ cap: Int) -> String {
        """
        The sync rule \(label) found \(cap) files and folders, the most that Dropbox's search answers with, so others \
        may be missing. Narrow it (options.path, options.file_extensions), or use a rule with "include", which has no \
        such limit.
        """
    }
}

/// Dropbox refuses the query of a rule.
public struct RuleFailed: Error, CustomStringConvertible {
    public let description: String

    /// Nil for a failure that has nothing to do with what the rule says.
    init?(_ rule: QueryRule, _ error: DropboxError) {
        switch error.code {
        case .pathNotFound, .notFolder, .notFile, .malformedPath:
            description = """
                The sync rule \(rule.label) searches the folder "\(rule.search.options?.path ?? "")", which does not \
                exist in this Dropbox account or may not be seen. Correct options.path of the rule.
                """
        case .invalidSearch, .badRequest:
            description = "Dropbox refuses the sync rule \(rule.label). Correct its options. \(error)"
        default: return nil
        }
    }
}
