import Support

/// A job's own report, `metadata.report`, as rows for a reader. What this version does not know is shown as it is.
struct JobReport {
    var json: JSON

    private static let documents = ["listed", "created", "replaced", "updated", "unchanged", "deleted", "excluded", "failed"]
    private static let told =
        documents + [
            "downloads", "downloaded_bytes", "content_failures", "without_text", "first_failures", "dropbox_calls", "dropbox_retries",
            "dropbox_pauses", "dropbox_paused_seconds", "warnings",
        ]

    var rows: [[String]] {
        let told = Self.documents.compactMap { name in number(name).map { "\($0) \(name)" } }
        var rows = [["report", told.joined(separator: ", ")]]
        rows.append(["downloads", "\((number("downloads") ?? 0).counted("file", "files")), \((number("downloaded_bytes") ?? 0).readableBytes)"])
        for (reason, count) in counts(of: "content_failures") { rows.append(["text failed", "\(count): \(reason.printable)"]) }
        for (reason, count) in counts(of: "without_text") { rows.append(["without text", "\(count): \(reason.printable)"]) }
        for failure in texts("first_failures") { rows.append(["failed", failure.printable]) }
        for warning in texts("warnings") { rows.append(["warning", warning.printable]) }
        rows.append(["calls", counts(of: "dropbox_calls").map { "\($0.name) \($0.count)" }.joined(separator: ", ")])
        rows.append([
            "waits",
            (number("dropbox_retries") ?? 0).counted("retry", "retries") + ", "
                + (number("dropbox_pauses") ?? 0).counted("pause", "pauses") + " of \(number("dropbox_paused_seconds") ?? 0) s in all",
        ])
        return rows + others
    }

    private var others: [[String]] {
        (json.objectValue ?? [:]).filter { !Self.told.contains($0.key) && !$0.value.isNull }.sorted { $0.key < $1.key }
            .map { [$0.key, text($0.value).printable] }
    }

    private func text(_ value: JSON) -> String {
        if let text = value.stringValue { return text }
        // Encoding fails for infinity and NaN alone, which no stored JSON holds.
        return (try? value.data()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func number(_ name: String) -> Int? { json[name]?.intValue }
    private func texts(_ name: String) -> [String] { (json[name]?.arrayValue ?? []).compactMap(\.stringValue) }

    private func counts(of name: String) -> [(name: String, count: Int)] {
        (json[name]?.objectValue ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value.intValue ?? 0) }
    }
}
