import Foundation
import Support
import Transport

/// One request to Elasticsearch before it has a server: what is done, where, with what.
struct ElasticsearchCall: Sendable {
    /// What the error says was being done: `get of document "x" in ".elastic-connectors"`.
    var operation: String
    var method: HTTPRequest.Method
    /// Segments of the path, not yet encoded.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: Data?
    var contentType = "application/json"
    /// When sending it again does no harm.
    var repeatable = Repeatable.always

    enum Repeatable: Sendable {
        case always
        /// Only when it cannot have reached Elasticsearch: its effect moves on with every call.
        case unlessReceived
        /// Best effort: one attempt.
        case never
    }
}

extension ElasticsearchCall {
    /// Path and query, percent-encoded.
    var target: String {
        let path = path.map { "/" + $0.percentEncoded }.joined()
        guard !query.isEmpty else { return path.isEmpty ? "/" : path }
        return path + "?" + query.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
    }

    /// A segment that would address something else: `/x/_doc/` is no document, `//_search` is every index, and
    /// libcurl makes `DELETE /x/_doc/..` a `DELETE /x`.
    var misleadingSegment: String? { path.first { ["", ".", ".."].contains($0) } }
}

extension String {
    /// Everything but RFC 3986's unreserved characters as `%XX`, so that `id:AbC+/=` stays one segment.
    var percentEncoded: String {
        var encoded = ""
        encoded.reserveCapacity(utf8.count + 16)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
