/// The few members of an indexed document that tell whose it is and what it was made from.
public struct StoredMarks: Sendable, Equatable {
    /// The document's `_id`.
    public var id: String
    /// Its `_fingerprint`: only this connector writes one.
    public var fingerprint: String?
    public var timestamp: String?
    /// Its `id`, `type` and `file_path`, as every connector for this protocol writes them.
    public var source: Source
    /// ``AccessList/fingerprintText`` of its access list, where it was asked for.
    public var accessFingerprint: String?
    /// ``AccessList/key`` of its access list, where it was asked for.
    public var accessKey: String?
    /// Its ``ItemPath/field``, where it was asked for.
    public var path: String?

    public struct Source: Sendable, Equatable {
        public var id: String?
        public var type: String?
        public var filePath: String?
        /// The file's revision; nil for folders, and in documents of Elastic's connector.
        public var rev: String?
        /// The link of a file that is at no path.
        public var url: String?

        public init(
            id: String? = nil, type: String? = nil, filePath: String? = nil, rev: String? = nil, url: String? = nil
        ) {
            self.id = id
            self.type = type
            self.filePath = filePath
            self.rev = rev
            self.url = url
        }
    }

    public init(
        id: String, fingerprint: String? = nil, timestamp: String? = nil, source: Source = Source(), path: String? = nil
    ) {
        self.id = id
        self.fingerprint = fingerprint
        self.timestamp = timestamp
        self.source = source
        self.path = path
    }
}
