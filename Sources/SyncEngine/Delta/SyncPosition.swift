public import Support

/// Where an incremental sync begins: everything before it is in the index, and acknowledged.
public struct SyncPosition: Sendable, Equatable {
    public var cursor: SourceCursor
    /// The index that this is true of, told from others of the same name: one that was deleted and made
    /// again has nothing of what came before the cursor.
    public var indexID: String
    /// What has been announced before the cursor and is still to be done.
    public var owed: OwedDeletions
    /// Documents that could not be indexed, or only without their content: to be tried again.
    public var retry: [String]
    /// How current the access lists are; nil without document-level security.
    public var access: AccessState?

    public init(
        cursor: SourceCursor, indexID: String, owed: OwedDeletions = OwedDeletions(), retry: [String] = [],
        access: AccessState? = nil
    ) {
        self.access = access
        self.cursor = cursor
        self.indexID = indexID
        self.owed = owed
        self.retry = retry
    }

    /// Reads what ``json`` wrote; nil for anything else.
    public init?(_ json: JSON) {
        guard let cursor = json["cursor"]?.stringValue, let indexID = json["index_id"]?.stringValue,
            let owed = json["owed_deletions"].flatMap(OwedDeletions.init), let retry = json["retry"]?.arrayValue
        else { return nil }
        self.init(
            cursor: SourceCursor(cursor), indexID: indexID, owed: owed, retry: retry.compactMap(\.stringValue),
            access: AccessState(json["access"]))
    }

    /// Every member is there also when it is empty, so that it replaces what is stored.
    public var json: JSON {
        [
            "cursor": .string(cursor.text), "index_id": .string(indexID), "owed_deletions": owed.json,
            "retry": .array(retry.map { .string($0) }), "access": access?.json ?? .null,
        ]
    }
}

/// Why a sync cannot go on from its cursor. Not a failure: everything is listed instead.
public struct CursorUnusable: Error, Sendable, Equatable, CustomStringConvertible {
    /// A clause: `Dropbox has reset the cursor`.
    public var description: String

    public init(_ reason: String) { description = reason }
}
