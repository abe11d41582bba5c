/// What Elasticsearch answers to a write of one document.
struct WriteAnswer: Decodable {
    var result: String
    /// Absent from a `noop` before 7.something, where nothing was written.
    var _seq_no: Int?
    var _primary_term: Int?

    var version: Version? {
        guard let _seq_no, let _primary_term else { return nil }
        return Version(seqNo: _seq_no, primaryTerm: _primary_term)
    }
}

extension [(name: String, value: String)] {
    mutating func add(_ refresh: Refresh?) {
        if let refresh { append(("refresh", refresh.rawValue)) }
    }

    mutating func add(expecting version: Version?) {
        guard let version else { return }
        append(("if_seq_no", String(version.seqNo)))
        append(("if_primary_term", String(version.primaryTerm)))
    }
}
