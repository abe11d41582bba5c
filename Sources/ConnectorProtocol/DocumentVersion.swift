/// Stands in for the Elasticsearch room's version until that is there.
public struct DocumentVersion: Sendable, Hashable {
    public var seqNo: Int
    public var primaryTerm: Int
    public init(seqNo: Int, primaryTerm: Int) {
        self.seqNo = seqNo
        self.primaryTerm = primaryTerm
    }
}
