import ConnectorProtocol
import DropboxSource
import Foundation
public import Support
import SyncEngine

/// What a set of rules would index of a connector's account, found out without writing anything.
public struct RulesPreview: Sendable {
    /// A file or folder of the account.
    public struct Item: Sendable, Equatable {
        public var path: String
        public var isIncluded: Bool
        /// The rule that decided, or why none did.
        public var reason: String

        public var json: JSON {
            ["path": .string(path), "is_included": .bool(isIncluded), "reason": .string(reason)]
        }
    }

    /// What has been found.
    public struct Totals: Sendable, Equatable {
        public var included = 0
        public var leftOut = 0
        /// Bytes of the files that would be indexed.
        public var includedBytes = 0
        /// How many items each rule decided about.
        public var byReason: [String: Int] = [:]
        /// What may be missing.
        public var warnings: [String] = []

        public var json: JSON {
            [
                "included": .int(included), "left_out": .int(leftOut), "included_bytes": .int(includedBytes),
                "by_reason": .object(byReason.mapValues { .int($0) }), "warnings": .array(warnings.map { .string($0) }),
            ]
        }
    }

    private let connectorID: String?

    /// - Parameter connectorID: Nil for the only connector of the configuration.
    public init(connectorID: String?) {
        self.connectorID = connectorID
    }

    /// Lists the connector's account, everything in it, with what the rules say of it.
    ///
    /// - Parameter show: Gets each item once.
    /// - Throws: What is wrong with the rules or the connector; `DropboxError`, `ElasticsearchError`.
    public func run(
        _ file: RulesFile, configuration: ServiceConfiguration, environment: [String: String], log: Log,
        show: (Item) throws -> Void
    ) async throws -> Totals {
        let context = try ServiceContext(configuration: configuration, environment: environment, log: log)
        let connector = try await context.connector(connectorID)
        let stored = try ConnectorConfiguration(
            stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
        try stored.validate()
        let settings = SourceSettings(stored)
        let account = try await context.account(settings, log: log)
        var source = DropboxSource(
            account: account, path: settings.path, contentRules: ContentRules(), log: log)
        source.includesMemberFolders = settings.includeMemberFolders
        return try await Self.list(&source, JobRules(file.filter), connector.pipeline, show)
    }

    static func list(
        _ source: inout DropboxSource, _ rules: JobRules, _ pipeline: Pipeline, _ show: (Item) throws -> Void
    ) async throws -> Totals {
        source.rules = rules.advanced
        source.listsWhatIsLeftOut = true
        let filter = rules.documentFilter(pipeline)
        var totals = Totals()
        totals.warnings = rules.advanced?.warnings.map(\.description) ?? []
        var shown: Set<String> = []
        for try await page in source.pages(since: nil) {
            if page.startsOver { totals.warnings.append("Dropbox began the listing again: some items are counted twice.") }
            if let gap = page.gap { totals.warnings.append(gap) }
            for case .upsert(let document) in page.changes where shown.insert(document.id).inserted {
                let reason = document.exclusion ?? filter?.exclusion(document)
                let item = Item(
                    path: document.label, isIncluded: reason == nil,
                    reason: reason ?? document.inclusion ?? "no rule excludes it")
                totals.note(item, document)
                try show(item)
            }
        }
        return totals
    }
}

extension RulesPreview.Totals {
    fileprivate mutating func note(_ item: RulesPreview.Item, _ document: SourceDocument) {
        byReason[item.reason, default: 0] += 1
        guard item.isIncluded else {
            leftOut += 1
            return
        }
        included += 1
        if case .int(let size)? = document.fields.first(where: { $0.name == "size" })?.value { includedBytes += size }
    }
}
