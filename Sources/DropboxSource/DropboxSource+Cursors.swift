import Foundation
import Support
public import SyncEngine

extension DropboxSource {
    /// Dropbox's own cursors in a stored one: each can be watched by itself.
    ///
    /// A source of one tree stores Dropbox's cursor as it is; one of several trees stores JSON, in which each tree has
    /// its `cursor`.
    public static func dropboxCursors(in cursor: SourceCursor) -> [String] {
        guard cursor.text.hasPrefix("{"), let json = try? JSON(parsing: Data(cursor.text.utf8)) else {  // Dropbox's is no JSON
            return cursor.text.isEmpty ? [] : [cursor.text]
        }
        var seen: Set<String> = []
        return cursors(in: json).filter { seen.insert($0).inserted }
    }

    private static func cursors(in json: JSON) -> [String] {
        if let items = json.arrayValue { return items.flatMap(cursors) }
        guard let members = json.objectValue else { return [] }
        // A tree that could not be read has a cursor that leads nowhere.
        let own = members["unread"]?.boolValue == true ? Optional.none : members["cursor"]?.stringValue
        return [own].compactMap { $0 } + members.sorted { $0.key < $1.key }.flatMap { cursors(in: $0.value) }
    }
}
