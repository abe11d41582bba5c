import Elasticsearch

extension ContentSync {
    /// Lists what ``run()`` would list and holds it against the index, and writes nothing.
    ///
    /// What a search does not see yet, because it was written within the last second, counts as missing. Both sides go on
    /// living: a sync right afterwards may find something else.
    ///
    /// - Parameter report: Told after each page how far it is.
    /// - Throws: Whatever the source's listing throws, `ElasticsearchError`, `CancellationError`.
    public func forecast(_ report: (SyncForecast) -> Void = { _ in }) async throws -> SyncForecast {
        var reason = plan.carried.fullListingReason
        if let position = plan.position {
            do {
                return try await forecastChanges(since: position, report)
            } catch let unusable as CursorUnusable {
                reason = "\(unusable)"
            }
        }
        var forecast = try await forecastEverything(report)
        forecast.fullListingReason = reason
        return forecast
    }

    private func forecastEverything(_ report: (SyncForecast) -> Void) async throws -> SyncForecast {
        var comparison = Comparison(plan: plan, known: try await existingDocuments())
        for try await page in source.pages(since: nil) {
            if page.startsOver { comparison = Comparison(plan: plan, known: try await existingDocuments()) }
            if let gap = page.gap { comparison.forecast.gaps.append(gap) }
            comparison.forecast.warnings += page.warnings
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
        for try await page in marks(withPaths: true) {
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
