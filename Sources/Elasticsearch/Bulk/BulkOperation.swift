public import Foundation

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

    /// Lines in the request body: 1 for a delete, else 2. `chunk_size` counts these.
    public var lines: Int { action == .delete ? 1 : 2 }

    private init(_ action: Action, id: String, document: Data = Data()) {
        self.action = action
        self.id = id
        self.document = document.onOneLine
    }

    public static func index(id: String, document: Data) -> BulkOperation {
        BulkOperation(.index, id: id, document: document)
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
