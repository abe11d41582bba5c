public import Support

/// The way of edited rules into force: a draft that somebody changed is validated, and becomes active when
/// it is valid and still the one that was validated.
public enum DraftRules {
    /// The draft that waits for a verdict; nil when there is none, it has one, or rules are switched off.
    public static func pending(_ connector: Connector) -> Filter? {
        guard connector.features.syncRules, let draft = connector.filtering.draft,
            draft.validation.state == .edited
        else { return nil }
        return draft
    }

    /// The verdict on a draft, as a partial update: the whole `filtering` array, because an array is always
    /// replaced.
    ///
    /// - Parameters:
    ///   - draft: What was validated.
    ///   - connector: As it is now.
    /// - Returns: Nil when the connector's draft is another one by now; that one is validated next time.
    public static func update(
        _ connector: Connector, draft: Filter, validation: FilterValidation
    ) -> JSON? {
        guard let current = pending(connector), current.hasSameRules(as: draft),
            var entries = connector.source["filtering"]?.arrayValue,
            let index = entries.firstIndex(where: { $0.text("domain") == Filtering.domain })
        else { return Optional.none }
        var judged = current.source
        judged["validation"] = validation.json
        entries[index]["draft"] = judged
        if validation.state == .valid { entries[index]["active"] = judged }
        return ["filtering": .array(entries)]
    }
}
