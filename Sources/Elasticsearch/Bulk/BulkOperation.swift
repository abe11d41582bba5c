public import Foundation
import Support

/// One change of one document, ready for a bulk request.
///
/// Documents come encoded: a JSON object as the bytes of its text.
public struct BulkOperation: Sendable, Equatable {
    public enum Action: Sendable, Hashable {
        /// Writes the whole document, whether or not there was one.
        case index
        /// Writes the whole document; one that exists is a failure with status 409.
        case create
        /// Merges fields into the document. Without `upsert`, one that does not exist is a failure with status 404.
        case update(upsert: Bool)
        /// Removes the document. One that is not there is no failure.
        case delete

        /// The key of the action line, and of the item that answers it.
        public var name: String {
            switch self {
            case .index: "index"
            case .create: "create"
            case .update: "update"
            case .delete: "delete"
            }
        }
    }

    public let action: Action
    public let id: String
    /// The document, or the fields to change, on one line; empty for a delete.
    public let document: Data
    /// Bytes that the document has besides, in base64; of whole documents only.
    public let attachment: Attachment?

    /// A file's content on its way to an ingest pipeline.
    ///
    /// It becomes base64 when the request is written, so there is never a second copy of it beside the request.
    public struct Attachment: Sendable, Equatable {
        /// The member's name, which JSON writes as it is: `_attachment`.
        public let name: String
        public let content: Data

        public init(name: String, content: Data) {
            self.name = name
            self.content = content
        }
    }

    /// Bytes of the document in the request, the attachment's base64 included.
    public var documentBytes: Int { document.count + (attachment?.memberBytes ?? 0) }

    /// Lines in the request body: 1 for a delete, else 2. `chunk_size` counts these.
    public var lines: Int { action == .delete ? 1 : 2 }

    private init(_ action: Action, id: String, document: Data = Data(), attachment: Attachment? = nil) {
        self.action = action
        self.id = id
        self.document = document.onOneLine
        self.attachment = attachment
    }

    /// - Parameters:
    ///   - document: With an attachment it has at least one member, and ends with its brace.
    ///   - attachment: Becomes the document's last member.
    public static func index(id: String, document: Data, attachment: Attachment? = nil) -> BulkOperation {
        BulkOperation(.index, id: id, document: document, attachment: attachment)
    }

    public static func create(id: String, document: Data) -> BulkOperation {
        BulkOperation(.create, id: id, document: document)
    }

    /// - Parameter upsert: A document that does not exist is created from `partial`.
    public static func update(id: String, partial: Data, upsert: Bool = false) -> BulkOperation {
        BulkOperation(.update(upsert: upsert), id: id, document: partial)
    }

    public static func delete(id: String) -> BulkOperation {
        BulkOperation(.delete, id: id)
    }
}

extension BulkOperation.Attachment {
    /// Bytes of `,"NAME":"BASE64"`.
    fileprivate var memberBytes: Int { name.utf8.count + 6 + Self.base64Count(content.count) }

    /// How long `count` bytes are in base64.
    public static func base64Count(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Adds the member.
    func append(to body: ByteBuffer) {
        body.append(",\"".utf8)
        body.append(name.utf8)
        body.append("\":\"".utf8)
        // Piece by piece: there is no copy of all of the base64 text beside the body.
        var rest = content[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.piece)
            body.append(piece.base64EncodedData())
            rest = rest.dropFirst(piece.count)
        }
        body.append(UInt8(ascii: "\""))
    }

    /// Three bytes are four characters: only the last piece has padding.
    private static let piece = 3 << 14
}

extension Data {
    /// A line end would cut the document in two and shift every line after it. In JSON one can only stand
    /// between tokens, where a blank does as well.
    fileprivate var onOneLine: Data {
        let hasLineEnd = withUnsafeBytes { bytes in
            bytes.baseAddress.map { memchr($0, 0x0A, bytes.count) != nil } ?? false
        }
        return hasLineEnd ? Data(map { $0 == 0x0A ? 0x20 : $0 }) : self
    }
}
