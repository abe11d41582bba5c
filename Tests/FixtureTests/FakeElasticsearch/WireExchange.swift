import Foundation
import Support
import Transport

/// One raw request, and the status that every server must answer it with.
struct WireExchange: Sendable {
    var method: HTTPRequest.Method
    /// Path and query; `{i}` is the name of an index that belongs to the script.
    var target: String
    var body: String?
    var contentType: String?
    var status: Int
    /// Why the real server, an old one, is known to answer otherwise than a current one, which the fake follows.
    var difference: String?

    init(
        _ method: HTTPRequest.Method, _ target: String, _ body: String?, type contentType: String? = "application/json",
        _ status: Int, differs difference: String? = nil
    ) {
        self.method = method
        self.target = target
        self.body = body
        self.contentType = contentType
        self.status = status
        self.difference = difference
    }

    init(_ method: HTTPRequest.Method, _ target: String, _ status: Int, differs difference: String? = nil) {
        self.init(method, target, nil, type: nil, status, differs: difference)
    }

    /// Lines of a bulk request; each gets its newline.
    static func bulk(
        _ target: String, _ lines: [String], _ status: Int = 200, differs difference: String? = nil
    ) -> WireExchange {
        WireExchange(
            .post, target, lines.map { $0 + "\n" }.joined(), type: "application/x-ndjson", status, differs: difference)
    }

    static func bulk(_ lines: [String], _ status: Int = 200, differs difference: String? = nil) -> WireExchange {
        bulk("/_bulk", lines, status, differs: difference)
    }

    var title: String { "\(method.rawValue) \(target) \(body?.prefix(120) ?? "")" }

    /// Sends the request to `server`.
    func send(to server: URL, index: String, over transport: any HTTPTransport) async throws -> HTTPResponse {
        let target = target.replacing("{i}", with: index)
        guard let url = URL(string: server.absoluteString + target) else { throw URLError(.badURL) }
        var headers: HTTPHeaders = [:]
        if let contentType, body != nil { headers["Content-Type"] = contentType }
        let data = body.map { Data($0.replacing("{i}", with: index).utf8) }
        return try await transport.send(HTTPRequest(method, url, headers: headers, body: data))
    }
}

/// What of an answer must be equal, whichever server gave it: not ids of its own making, not times, not the
/// wording of a reason, not what only one version has.
func comparable(_ body: Data, index: String) -> JSON {
    guard !body.isEmpty else { return .null }
    guard let json = try? JSON(parsing: body) else { return "not JSON" }
    return comparable(json, index: index)
}

private let volatile: Set<String> = [
    "took", "ingest_took", "_type", "_shards", "index_uuid", "uuid", "reason", "line", "col", "node", "failed_shards",
    "caused_by", "root_cause", "suppressed", "creation_date", "settings", "_scroll_id", "header", "resource.type",
    "resource.id", "shard", "processor_type", "property_name",
]

private func comparable(_ json: JSON, index: String) -> JSON {
    switch json {
    case .object(var members):
        for name in volatile { members[name] = nil }
        // Since 7.4 an update that changes nothing tells the document's sequence number too.
        if members["result"] == "noop" {
            members["_seq_no"] = nil
            members["_primary_term"] = nil
        }
        if members["type"] == "document_parsing_exception" { members["type"] = "mapper_parsing_exception" }
        return .object(members.mapValues { comparable($0, index: index) })
    case .array(let elements): return .array(elements.map { comparable($0, index: index) })
    case .int(let value): return .double(Double(value))
    case .double(let value): return .double((value * 10_000).rounded() / 10_000)
    case .string(let text):
        let plain = text.replacing(index, with: "{i}")
        return .string(plain.range(of: ", allowed:").map { String(plain[..<$0.lowerBound]) } ?? plain)
    default: return json
    }
}
