import Elasticsearch

extension ContentSync {
    /// Lists everything and holds it against the index, as ``run()`` does, and writes nothing.
    ///
    /// What a search does not see yet, because it was written within the last second, counts as missing. Both sides go on
    /// living: a sync right afterwards may find something else.
    ///
    /// - Parameter report: Told after each page how far it is.
    /// - Throws: Whatever the source's listing throws, `ElasticsearchError`, `CancellationError`.
    public func forecast(_ report: (SyncForecast) -> Void = { _ in }) async throws -> SyncForecast {
        var comparison = Comparison(plan: plan, known: try await existingDocuments())
        for try await page in source.pages(since: nil) {
            if page.startsOver { comparison = Comparison(plan: plan, known: try await existingDocuments()) }
            if let gap = page.gap { comparison.forecast.gaps.append(gap) }
            for case .upsert(let document) in page.changes { comparison.compare(document) }
            report(comparison.forecast)
        }
        if comparison.forecast.gaps.isEmpty { try await compareUnlisted(&comparison) }
        return comparison.forecast
    }

    private func existingDocuments() async throws -> KnownDocuments {
        try await client.indices(named: plan.index).isEmpty ? KnownDocuments() : try await knownDocuments()
    }

    /// What the index has and the listing did not mention.
    private func compareUnlisted(_ comparison: inout Comparison) async throws {
        guard comparison.unlistedCount > 0 else { return }
        for try await page in marks() {
            let unlisted = page.filter { owns($0) && comparison.isUnlisted($0.id) }
            let verdicts =
                source.listsEverything
                ? unlisted.map { _ in UnlistedVerdict.gone }
                : try await source.verdicts(on: unlisted, isScopeChanged: plan.isScopeChanged)
            for (marks, verdict) in zip(unlisted, verdicts) {
                switch verdict {
                case .gone: comparison.forecast.deleted.add(marks.source.filePath ?? marks.id)
                case .kept: break
                case .listed(let document): comparison.compare(document)
                }
            }
        }
        let forecast = comparison.forecast
        comparison.forecast.areDeletionsHeldBack =
            !plan.isScopeChanged && !plan.brake.allows(deleting: forecast.deleted.count, of: forecast.indexed)
    }
}

/// Documents of the source beside those of the index, counted by what a sync would do with them. Pure.
private struct Comparison {
    let plan: SyncPlan
    var forecast = SyncForecast()
    private var known: KnownDocuments
    private var donors = ContentDonors()

    init(plan: SyncPlan, known: KnownDocuments) {
        self.plan = plan
        self.known = known
        forecast.indexed = known.count
    }

    /// Documents of the index that nothing has mentioned yet.
    var unlistedCount: Int { known.unseenCount }

    func isUnlisted(_ id: String) -> Bool { known[id]?.isSeen == false }

    mutating func compare(_ document: SourceDocument) {
        forecast.listed += 1
        guard plan.exclusion(of: document) == nil else {
            // What is indexed of it is deleted in the end, with everything that is not seen.
            forecast.excluded += 1
            return
        }
        if let status = document.extractionStatus { forecast.withoutText[status.rawValue, default: 0] += 1 }
        let prepared = PreparedDocument(document, plan: plan)
        let indexed = known.see(document.id)
        switch Decision(known: indexed, wanted: prepared.fingerprint) {
        case .keep: forecast.unchanged += 1
        case .update: forecast.updated.add(document.label)
        case .replace:
            if indexed == nil { forecast.created.add(document.label) } else { forecast.replaced.add(document.label) }
            if let content = document.content { note(content, of: document.id) }
        }
        // A listing may mention a document twice, and then nothing happens the second time.
        known.note(document.id, Target(document: prepared, indexed: indexed, now: "").entry)
    }

    private mutating func note(_ content: SourceContent, of id: String) {
        if plan.canReuseText, let identity = content.identity {
            // A copy gets the text of what it is a copy of.
            guard donors[identity] == nil else { return }
            donors.note(identity, id)
        }
        forecast.fetched += 1
        forecast.fetchedBytes += content.size
        if forecast.samples.count < SyncForecast.sampleCount, content.size <= SyncForecast.largestSample {
            forecast.samples.append(content)
        }
    }
}
