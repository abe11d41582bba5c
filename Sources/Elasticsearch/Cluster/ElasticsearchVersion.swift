/// A version of Elasticsearch, without qualifier (`-SNAPSHOT`) and build metadata (`+build`).
public struct ElasticsearchVersion: Sendable, Hashable, Comparable {
    public var major: Int
    public var minor: Int
    public var patch: Int

    public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Reads `9.1.0-SNAPSHOT`; nil for what does not begin with three numbers.
    public init?(_ text: String) {
        let numbers = text.prefix { $0 != "-" && $0 != "+" }.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, let major = Int(numbers[0]), let minor = Int(numbers[1]), let patch = Int(numbers[2])
        else { return nil }
        self.init(major, minor, patch)
    }

    public static func < (lhs: ElasticsearchVersion, rhs: ElasticsearchVersion) -> Bool {
        (lhs.major, lhs.minor, lhs.patch) < (rhs.major, rhs.minor, rhs.patch)
    }
}

extension ElasticsearchVersion: CustomStringConvertible {
    public var description: String { "\(major).\(minor).\(patch)" }
}

/// Whether a cluster is one this connector works with.
public enum VersionCheck: Sendable, Equatable {
    case compatible
    /// Goes on; the text is for the log.
    case warning(String)
    /// Does not go on; the text says why and what to do.
    case refused(String)

    // 8.12 is the first version that brings the connector's state indices, their templates and the
    // Connector API together; before it, Kibana and the documents differ.
    public static let oldest = ElasticsearchVersion(8, 12)
    /// The newest major version this connector has been run against.
    public static let newestMajor = 9

    /// - Parameter allowMismatch: The environment's `ALLOW_ES_VERSION_MISMATCH` is `true`, `1` or `yes`:
    ///   a version that would be refused is only warned of.
    public init(_ cluster: ClusterInfo, allowMismatch: Bool = false) {
        switch Self.rule(cluster) {
        case .refused(let why) where allowMismatch:
            self = .warning(why + " Continuing, because ALLOW_ES_VERSION_MISMATCH is set.")
        case let result: self = result
        }
    }

    private static func rule(_ cluster: ClusterInfo) -> VersionCheck {
        guard !cluster.isServerless else { return .compatible }
        let range = "\(oldest.major).\(oldest.minor) to \(newestMajor).x"
        guard let version = ElasticsearchVersion(cluster.versionNumber) else {
            return .refused(
                """
                Elasticsearch reports the version "\(cluster.versionNumber)", which is not one. This connector works \
                with \(range).
                """)
        }
        if version < oldest {
            return .refused(
                """
                Elasticsearch \(version) is too old: this connector works with \(range). Upgrade Elasticsearch, or set \
                ALLOW_ES_VERSION_MISMATCH=true to try at your own risk.
                """)
        }
        if version.major > newestMajor {
            return .warning("Elasticsearch \(version) is newer than what this connector was made for (\(range)).")
        }
        return .compatible
    }
}
