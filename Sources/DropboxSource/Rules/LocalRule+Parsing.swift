import Foundation
import Support

extension LocalRule {
    /// Whether an element of a snippet is meant as a local rule.
    static func isMeant(by element: JSON) -> Bool {
        element["query"] == nil && (element["include"] != nil || element["exclude"] != nil)
    }

    /// Reads `{"include": {…}, "exclude": {…}}`.
    init(_ json: JSON, at place: String, problems: inout [RuleProblem]) {
        self.place = place
        var reader = RuleReader(json, at: place)
        include = reader.object("include") { LocalCriteria(&$0) }
        exclude = reader.object("exclude") { LocalCriteria(&$0) }
        reader.end("include and exclude")
        problems += reader.problems
    }
}

extension LocalCriteria {
    /// Nil when it asks nothing.
    fileprivate init?(_ reader: inout RuleReader) {
        paths = reader.texts("path") { text throws(RuleReader.Mistake) in
            do throws(PathGlob.Mistake) {
                return try PathGlob(text)
            } catch {
                throw RuleReader.Mistake(description: error.description)
            }
        }
        extensions = reader.texts("extension", Self.suffix).map { Set($0) }
        categories = reader.texts("category", Self.category).map { Set($0) }
        size = reader.object("size") { Self.size(&$0) }
        modified = reader.object("modified") { Self.modified(&$0) }
        reader.end("path, extension, category, size and modified")
        guard !reader.hasProblems else { return }
        if paths == nil, extensions == nil, categories == nil, size == nil, modified == nil {
            reader.note("", "asks for nothing: give path, extension, category, size or modified, or leave it out")
            return nil
        }
    }

    private static func suffix(_ text: String) throws(RuleReader.Mistake) -> String {
        let suffix = text.hasPrefix(".") ? String(text.dropFirst()) : text
        guard !suffix.isEmpty, !suffix.contains(where: { "/*?. ".contains($0) }) else {
            throw RuleReader.Mistake(description: "must be what stands behind the last dot of a name, such as \"pdf\", not \"\(text)\"")
        }
        return suffix.lowercased()
    }

    private static func category(_ text: String) throws(RuleReader.Mistake) -> FileKind.Category {
        // Dropbox's search says `others`.
        let name = text.lowercased() == "others" ? "other" : text.lowercased()
        guard let category = FileKind.Category(rawValue: name) else {
            let all = FileKind.Category.allCases.map(\.rawValue).joined(separator: ", ")
            throw RuleReader.Mistake(description: "must be one of \(all), not \"\(text)\"")
        }
        return category
    }

    private static func size(_ reader: inout RuleReader) -> ClosedRange<Int>? {
        let least = bytes("min", &reader)
        let most = bytes("max", &reader)
        reader.end("min and max")
        guard !reader.hasProblems else { return nil }
        guard least != nil || most != nil else {
            reader.note("", "asks for nothing: give min, max or both, such as {\"max\": \"50MB\"}")
            return nil
        }
        guard least ?? 0 <= most ?? .max else {
            reader.note("", "can match no file: min is more than max")
            return nil
        }
        return (least ?? 0)...(most ?? .max)
    }

    private static func bytes(_ key: String, _ reader: inout RuleReader) -> Int? {
        guard let value = reader.take(key) else { return nil }
        guard let bytes = ByteSize.parse(value) else {
            reader.note(key, "must be a size such as 2048, \"500KB\", \"50MB\" or \"1.5GiB\", not \(RuleReader.text(value))")
            return nil
        }
        return bytes
    }

    private static func modified(_ reader: inout RuleReader) -> ModifiedSpan? {
        let span = ModifiedSpan(after: time("after", &reader), before: time("before", &reader))
        reader.end("after and before")
        guard !reader.hasProblems else { return nil }
        if span.after == nil, span.before == nil {
            reader.note("", "asks for nothing: give after, before or both, such as {\"after\": \"2024-01-01\"}")
            return nil
        }
        if let after = span.after, let before = span.before, after >= before {
            reader.note("", "can match no file: after is not earlier than before")
            return nil
        }
        return span
    }

    private static func time(_ key: String, _ reader: inout RuleReader) -> String? {
        guard let value = reader.take(key) else { return nil }
        guard let text = value.stringValue, text.utf8.count >= 10, text.contains("-"), let date = Timestamp.parse(text) else {
            reader.note(key, "must be a day or a time such as \"2024-01-01\" or \"2024-01-01T12:00:00Z\", not \(RuleReader.text(value))")
            return nil
        }
        return Timestamp.formatDropbox(date)
    }
}
