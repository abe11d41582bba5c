import Dropbox
import Support

extension QueryRule {
    /// Reads `{"query": …, "options": {…}, "match_field_options": {…}}`.
    ///
    /// - Parameter warnings: What is left out, so that Dropbox does not refuse the whole query.
    init(_ json: JSON, at place: String, problems: inout [RuleProblem], warnings: inout [RuleProblem]) {
        self.place = place
        var reader = RuleReader(json, at: place)
        let query = reader.query()
        var options = reader.object("options") { SearchOptions(&$0, warnings: &warnings) } ?? SearchOptions()
        // The most there is: fewer calls for the same matches.
        options.maxResults = options.maxResults ?? Self.largestPage
        let matchFields = reader.object("match_field_options") { reader in
            let includesHighlights = reader.flag("include_highlights") ?? false
            reader.end("include_highlights")
            return MatchFieldOptions(includeHighlights: includesHighlights)
        }
        reader.end("query, options and match_field_options; or, for a rule without a query, include and exclude")
        problems += reader.problems
        search = SearchV2(query: query, options: options, matchFieldOptions: matchFields)
    }

    /// `max_results` of `files/search_v2` (reference 4.11).
    static var largestPage: Int { 1000 }
}

extension RuleReader {
    fileprivate mutating func query() -> String {
        guard let value = take("query") else {
            note("", "must have a query, such as {\"query\": \"budget\"}, or include or exclude")
            return ""
        }
        guard let text = value.stringValue, !text.isEmpty else {
            note("query", "must be a text of at least one character, not \(Self.text(value))")
            return ""
        }
        // Dropbox refuses longer ones (reference 4.11).
        if text.count > 1000 { note("query", "must have at most 1000 characters; it has \(text.count)") }
        return text
    }

    fileprivate mutating func text(_ key: String) -> String? {
        guard let value = take(key) else { return nil }
        if let text = value.stringValue, !text.isEmpty { return text }
        note(key, "must be a text of at least one character, not \(Self.text(value))")
        return nil
    }

    /// A tag, as an object or, as Dropbox also takes it, as a text. One without a tag asks nothing.
    fileprivate mutating func tag<Known>(_ key: String, _ known: [Known]) -> Open<Known>? {
        guard let value = take(key) else { return nil }
        if value.objectValue?.isEmpty ?? false { return nil }
        guard let tag = value.stringValue ?? value[".tag"]?.stringValue else {
            note(key, "must be an object with a .tag, such as {\".tag\": \"\(known[0].rawValue)\"}, not \(Self.text(value))")
            return nil
        }
        let open = Open<Known>(tag: tag)
        if open.known == nil { note(key, "must be \(known.map(\.rawValue).joined(separator: " or ")), not \"\(tag)\"") }
        return open
    }

    fileprivate mutating func pageSize() -> Int? {
        guard let value = take("max_results") else { return nil }
        if let number = value.intValue ?? value.stringValue.flatMap({ Int($0) }), 1...1000 ~= number { return number }
        note("max_results", "must be a number from 1 to 1000, the matches in one answer (there is no limit in all but Dropbox's of 10,000), not \(Self.text(value))")
        return nil
    }

    fileprivate mutating func categories(warnings: inout [RuleProblem]) -> [Open<SearchOptions.FileCategory>]? {
        guard let value = take("file_categories") else { return nil }
        let all = SearchOptions.FileCategory.allCases.map(\.rawValue).joined(separator: ", ")
        guard let elements = value.arrayValue, !elements.isEmpty else {
            note("file_categories", "must be a list of at least one category, such as [{\".tag\": \"pdf\"}], not \(Self.text(value))")
            return nil
        }
        var known: [Open<SearchOptions.FileCategory>] = []
        for (index, element) in elements.enumerated() {
            guard let tag = element.stringValue ?? element[".tag"]?.stringValue else {
                note("file_categories[\(index)]", "must be an object with a .tag that is one of \(all), not \(Self.text(element))")
                continue
            }
            if SearchOptions.FileCategory(rawValue: tag) != nil {
                known.append(Open(tag: tag))
            } else {
                warnings.append(
                    RuleProblem(
                        place: "\(place).file_categories[\(index)]",
                        message: "is left out: Dropbox has no category \"\(tag)\". There are \(all); for the ends of names use file_extensions."))
            }
        }
        if known.isEmpty, !hasProblems {
            // Without any the query would find more than was asked for.
            note("file_categories", "must have one of \(all); for the ends of names use file_extensions")
        }
        return known
    }
}

extension SearchOptions {
    fileprivate init(_ reader: inout RuleReader, warnings: inout [RuleProblem]) {
        self.init()
        path = reader.text("path").map { $0 == "/" ? "" : $0 }
        maxResults = reader.pageSize()
        orderBy = reader.tag("order_by", [Order.relevance, .lastModifiedTime])
        fileStatus = reader.tag("file_status", [FileStatus.active, .deleted])
        fileExtensions = reader.texts("file_extensions") { text in
            // Whether Dropbox takes a dot is not documented (reference 4.11).
            text.hasPrefix(".") ? String(text.dropFirst()) : text
        }
        fileCategories = reader.categories(warnings: &warnings)
        accountID = reader.text("account_id")
        filenameOnly = reader.flag("filename_only")
        others = reader.rest()
    }
}
