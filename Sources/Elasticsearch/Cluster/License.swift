import Foundation
import Support
import Transport

/// The license of the cluster: `GET /_license`.
public struct License: Sendable, Equatable {
    /// Kinds of license, each including what is before it.
    public enum Kind: String, Sendable, CaseIterable, Comparable {
        case basic, standard, gold, platinum, enterprise, trial

        public static func < (lhs: Kind, rhs: Kind) -> Bool { lhs.rank < rhs.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// As it came: `platinum`, or a word this connector does not know.
    public var type: String
    /// As it came: `active`, `expired`, `invalid`.
    public var status: String

    public init(type: String, status: String) {
        self.type = type
        self.status = status
    }

    /// Nil for a type of which this connector does not know what it includes.
    public var kind: Kind? { Kind(rawValue: type.lowercased()) }

    /// Whether the license includes what needs `kind`. An expired or unknown one includes nothing but basic.
    public func allows(_ required: Kind) -> Bool {
        if required == .basic { return true }
        guard status.lowercased() == "active", let kind else { return false }
        return kind >= required
    }
}

extension License: Decodable {
    private enum CodingKeys: String, CodingKey { case license }
    private enum Fields: String, CodingKey { case type, status }

    public init(from decoder: any Decoder) throws {
        let license = try decoder.container(keyedBy: CodingKeys.self)
            .nestedContainer(keyedBy: Fields.self, forKey: .license)
        type = try license.decode(String.self, forKey: .type)
        status = try license.decode(String.self, forKey: .status)
    }
}

extension ElasticsearchClient {
    /// The license of the cluster.
    ///
    /// - Throws: ``ElasticsearchError`` with code `notFound` when the cluster has none: one that is still
    ///   forming says so for a while, so it is asked as often as any failing request.
    public func license() async throws -> License {
        let call = ElasticsearchCall(operation: "reading the license", method: .get, path: ["_license"])
        var attempt = 1
        while true {
            do {
                return try await answer(License.self, to: call)
            } catch let error as ElasticsearchError where error.code == .notFound && attempt < options.maximumAttempts {
                log.info("Elasticsearch has no license yet, asking again", ["operation": call.operation])
                try await clock.sleep(for: options.retryInterval * attempt)
                attempt += 1
            }
        }
    }
}
