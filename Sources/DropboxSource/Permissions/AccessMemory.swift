import Foundation
import Support

/// What is kept from one sync to the next, to tell whose access has changed in between.
struct AccessMemory: Sendable, Equatable {
    /// Where the team's log goes on; nil when it cannot be read.
    var log: String?
    /// The shared folders that were mounted, by id. One that is not among them has become one since, in the middle of
    /// documents that still have the list of the folder around it.
    var folders: Set<String> = []

    init(log: String? = nil, folders: Set<String> = []) {
        self.log = log
        self.folders = folders
    }

    /// Nil for what ``text`` has not written.
    init?(text: String) {
        guard let json = try? JSON(parsing: Data(text.utf8)), let folders = json["folders"]?.arrayValue else { return nil }
        self.init(log: json["log"]?.stringValue, folders: Set(folders.compactMap(\.stringValue)))
    }

    var text: String {
        let json: JSON = [
            "log": log.map(JSON.string) ?? .null, "folders": .array(folders.sorted().map { .string($0) }),
        ]
        return (try? json.data()).map { String(decoding: $0, as: UTF8.self) } ?? ""  // Texts are always JSON.
    }
}
