public import Foundation

/// Writes operations on one index as the lines of a bulk request, and knows their size before.
///
/// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk>
public struct BulkEncoder: Sendable {
    /// `":{"_index":"NAME","_id":"`: what every action line has between its action and the id.
    private let middle: [UInt8]

    private static let actionEnd = Array("\"}}\n".utf8)
    private static let partialStart = Array("{\"doc\":".utf8)
    private static let partialEnd = Array("}\n".utf8)
    private static let upsertEnd = Array(",\"doc_as_upsert\":true}\n".utf8)

    public init(index: String) {
        var bytes = Data("\":{\"_index\":\"".utf8)
        bytes.appendJSONText(index)
        bytes.append(contentsOf: "\",\"_id\":\"".utf8)
        middle = Array(bytes)
    }

    /// The bytes that ``append(_:to:)`` adds, exactly.
    public func byteCount(_ operation: BulkOperation) -> Int {
        let actionLine =
            2 + operation.action.name.utf8.count + middle.count + operation.id.jsonTextCount + Self.actionEnd.count
        return switch operation.action {
        case .delete: actionLine
        case .index, .create: actionLine + operation.documentBytes + 1
        case .update(let upsert):
            actionLine + Self.partialStart.count + operation.document.count
                + (upsert ? Self.upsertEnd : Self.partialEnd).count
        }
    }

    /// Adds the operation's lines, each with its line end.
    public func append(_ operation: BulkOperation, to body: inout Data) {
        body.append(contentsOf: [UInt8(ascii: "{"), UInt8(ascii: "\"")])
        body.append(contentsOf: operation.action.name.utf8)
        body.append(contentsOf: middle)
        body.appendJSONText(operation.id)
        body.append(contentsOf: Self.actionEnd)
        switch operation.action {
        case .delete: break
        case .index, .create:
            if let attachment = operation.attachment {
                body.append(operation.document.dropLast())
                attachment.append(to: &body)
                body.append(UInt8(ascii: "}"))
            } else {
                body.append(operation.document)
            }
            body.append(UInt8(ascii: "\n"))
        case .update(let upsert):
            body.append(contentsOf: Self.partialStart)
            body.append(operation.document)
            body.append(contentsOf: upsert ? Self.upsertEnd : Self.partialEnd)
        }
    }

    /// The body of one request.
    func body(_ operations: some Collection<BulkOperation>) -> Data {
        var body = Data(capacity: operations.reduce(0) { $0 + byteCount($1) })
        for operation in operations { append(operation, to: &body) }
        return body
    }
}

extension Data {
    /// Adds `text` as it stands between the quotes of a JSON string.
    fileprivate mutating func appendJSONText(_ text: String) {
        guard text.jsonTextCount != text.utf8.count else { return append(contentsOf: text.utf8) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20:
                append(contentsOf: (byte < 16 ? "\\u000" : "\\u00").utf8)
                append(contentsOf: String(byte, radix: 16).utf8)
            default: append(byte)
            }
        }
    }
}

extension String {
    /// Bytes of the text between the quotes of a JSON string.
    fileprivate var jsonTextCount: Int {
        utf8.reduce(0) { count, byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): count + 2
            case 0..<0x20: count + 6
            default: count + 1
            }
        }
    }
}
