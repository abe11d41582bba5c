/// What a source says of the access lists of its documents, beside what it says of the documents.
///
/// Who may see a document changes without the document: a member is removed from a folder, and no listing of files
/// tells it.
public struct AccessChanges: Sendable {
    /// Whether documents of this ``AccessList/key`` may have another list by now.
    public var concerns: @Sendable (_ key: String) -> Bool
    /// Whether there is a key that this is true of, as far as is known.
    public var isEmpty: Bool
    /// Documents to be read anew, because their very key may be another one.
    public var documents: [String]
    /// What to tell from the next time. Opaque to the engine.
    public var state: String?

    public init(
        isEmpty: Bool = false, documents: [String] = [], state: String? = nil,
        concerns: @escaping @Sendable (_ key: String) -> Bool
    ) {
        self.concerns = concerns
        self.isEmpty = isEmpty
        self.documents = documents
        self.state = state
    }

    public static func none(state: String? = nil) -> AccessChanges {
        AccessChanges(isEmpty: true, state: state) { _ in false }
    }

    public static func all(state: String? = nil) -> AccessChanges { AccessChanges(state: state) { _ in true } }
}

/// What has become of an access list.
public enum AccessVerdict: Sendable, Equatable {
    case list(AccessList)
    /// What the key stood for does not exist any more, or cannot be asked about: its documents are hidden, and each
    /// is read anew.
    case gone(AccessList)

    var list: AccessList {
        switch self {
        case .list(let list), .gone(let list): list
        }
    }
}
