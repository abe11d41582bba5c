public import Foundation
import Support

/// Writes operations on one index as the lines of a bulk request, and knows their size before.
///
/// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk>
public struct BulkEncoder: Sendable {
    /// `":{"_index":"NAME","_id":"`: what every action line has between its action and the id.
    private let middle: [UInt8]

    private static let actionStart = Array("{\"".utf8)
    private static let actionEnd = Array("\"}}\n".utf8)
    private static let partialStart = Array("{\"doc\":".utf8)
    private static let partialEnd = Array("}\n".utf8)
    private static let upsertEnd = Array(",\"doc_as_upsert\":true}\n".utf8)

    public init(index: String) {
        middle = Array("\":{\"_index\":\"".utf8) + index.jsonText + Array("\",\"_id\":\"".utf8)
    }

    /// The bytes of the operation's lines, exactly.
    public func byteCount(_ operation: BulkOperation) -> Int {
        let actionLine =
            Self.actionStart.count + operation.action.name.utf8.count + middle.count + operation.id.jsonTextCount + Self.actionEnd.count
        return switch operation.action {
        case .delete: actionLine
        case .index, .create: actionLine + operation.documentBytes + 1
        case .update(let upsert):
            actionLine + Self.partialStart.count + operation.document.count
                + (upsert ? Self.upsertEnd : Self.partialEnd).count
        }
    }

    /// The body of one request: the lines of each operation, each with its line end.
    public func body(_ operations: some Collection<BulkOperation>) -> Data {
        let body = ByteBuffer(capacity: operations.reduce(0) { $0 + byteCount($1) })
        for operation in operations { append(operation, to: body) }
        return body.data
    }

    private func append(_ operation: BulkOperation, to body: ByteBuffer) {
        body.append(Self.actionStart)
        body.append(operation.action.name.utf8)
        body.append(middle)
        body.append(operation.id.jsonText)
        body.append(Self.actionEnd)
        switch operation.action {
        case .delete: break
        case .index, .create:
            if let attachment = operation.attachment {
                body.append(operation.document.dropLast())
                attachment.append(to: body)
                body.append(UInt8(ascii: "}"))
            } else {
                body.append(operation.document)
            }
            body.append(UInt8(ascii: "\n"))
        case .update(let upsert):
            body.append(Self.partialStart)
            body.append(operation.document)
            body.append(upsert ? Self.upsertEnd : Self.partialEnd)
        }
    }
}

extension String {
    /// The text as it stands between the quotes of a JSON string.
    fileprivate var jsonText: [UInt8] {
        utf8.reduce(into: []) { text, byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: text += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: text.append(byte)
            }
        }
    }

    /// Bytes of ``jsonText``.
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
