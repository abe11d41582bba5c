/// For each content of late, a document that has it, or will have it when its operation is acknowledged. Pure.
///
/// As many as fit into a few megabytes are kept, however large the account is; what is forgotten can be asked of the
/// index.
struct ContentDonors {
    private var ids: [ContentIdentity: String] = [:]
    /// The oldest is at ``oldest``, once there are as many as may be.
    private var order: [ContentIdentity] = []
    private var oldest = 0
    private let capacity: Int

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    /// Whether the index may have contents of this sync that are not in here.
    private(set) var hasForgotten = false

    subscript(_ content: ContentIdentity) -> String? { ids[content] }

    /// Notes the document, unless there is one of the same content.
    mutating func note(_ content: ContentIdentity, _ id: String) {
        guard ids[content] == nil else { return }
        ids[content] = id
        guard order.count == capacity else { return order.append(content) }
        ids[order[oldest]] = nil
        hasForgotten = true
        order[oldest] = content
        oldest = (oldest + 1) % capacity
    }
}
