/// Documents of the source beside those of the index, counted by what a sync would do with them. Pure.
struct Comparison {
    let plan: SyncPlan
    var forecast = SyncForecast()
    private var known: KnownDocuments
    private var donors = ContentDonors()

    init(plan: SyncPlan, known: KnownDocuments = KnownDocuments()) {
        self.plan = plan
        self.known = known
        forecast.indexed = known.count
    }

    /// Documents of the index that nothing has mentioned yet.
    var unlistedCount: Int { known.unseenCount }

    func isUnlisted(_ id: String) -> Bool { known[id]?.isSeen == false }

    /// Whether the index has the document, or a change that was told before writes it.
    func has(_ id: String) -> Bool { known[id] != nil }

    /// Notes a document of the index, unless it is noted already.
    mutating func note(_ marks: StoredMarks) {
        if known[marks.id] == nil { known.note(marks.id, marks.entry) }
    }

    mutating func compare(_ document: SourceDocument) {
        // The same item at a path has been compared, and a sync does not look at this one.
        if document.isSecondary, known[document.id]?.isSeen == true { return }
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
