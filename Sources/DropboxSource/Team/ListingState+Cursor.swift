import Foundation
import Support
import SyncEngine

extension ListingState {
    /// The whole state as a cursor; where there is only the account's, that cursor as it is.
    var cursor: SourceCursor? {
        if isPlain { return roots[0].cursor.map { SourceCursor($0) } }
        guard let data = try? json.data() else { return nil }  // texts are always JSON
        return SourceCursor(String(decoding: data, as: UTF8.self))
    }

    /// Nil for a cursor of the account alone, and for anything that ``cursor`` does not write.
    init?(_ cursor: SourceCursor) {
        guard cursor.text.hasPrefix("{"), let json = try? JSON(parsing: Data(cursor.text.utf8)),  // a plain cursor is no JSON
            let roots = json["trees"]?.arrayValue?.compactMap(Root.init), roots.first?.key == .account,
            let covers = json["namespaces"]?.objectValue?.compactMapValues(Cover.init)
        else { return nil }
        self.init(
            roots: roots, covers: covers,
            received: json["received"]?.objectValue?.compactMapValues(\.stringValue),
            hasManyReceived: json["many_received"]?.boolValue ?? false)
    }

    private var json: JSON {
        var json: JSON = [
            "trees": .array(roots.map(\.json)), "namespaces": .object(covers.mapValues(\.json)),
        ]
        if let received { json["received"] = .object(received.mapValues { .string($0) }) }
        if hasManyReceived { json["many_received"] = true }
        return json
    }
}

extension ListingState.Root {
    fileprivate init?(_ json: JSON) {
        guard let key = json["key"]?.stringValue.flatMap(RootKey.init), let reader = json["reader"]?.stringValue else { return nil }
        self.init(
            key: key, reader: ListingState.Reader(text: reader),
            place: Place(lower: json["path"]?.stringValue ?? "", display: json["display"]?.stringValue ?? ""),
            namespace: json["namespace"]?.stringValue, ownerAccountID: json["owner"]?.stringValue,
            cursor: json["cursor"]?.stringValue, isUnread: json["unread"]?.boolValue ?? false,
            leavesOutMounts: json["leaves_out_mounts"]?.boolValue ?? false)
    }

    fileprivate var json: JSON {
        var json: JSON = ["key": .string(key.text), "reader": .string(reader.text)]
        if place != Place() {
            json["path"] = .string(place.lower)
            json["display"] = .string(place.display)
        }
        if let namespace { json["namespace"] = .string(namespace) }
        if let ownerAccountID { json["owner"] = .string(ownerAccountID) }
        if let cursor { json["cursor"] = .string(cursor) }
        if isUnread { json["unread"] = true }
        if leavesOutMounts { json["leaves_out_mounts"] = true }
        return json
    }
}

extension ListingState.Reader {
    fileprivate init(text: String) {
        switch text {
        case "account": self = .account
        case "admin": self = .admin
        default: self = .member(text)
        }
    }

    fileprivate var text: String {
        switch self {
        case .account: "account"
        case .admin: "admin"
        case .member(let id): id
        }
    }
}

extension ListingState.Cover {
    // There is one for each shared folder of the account, so it is kept short.
    fileprivate init?(_ json: JSON) {
        guard let members = json.arrayValue, members.count == 5, let lister = members[0].stringValue.flatMap(RootKey.init)
        else { return nil }
        let lower = members[2].stringValue
        self.init(
            lister: lister, mountedIn: members[1].stringValue.flatMap(RootKey.init),
            place: lower.map { Place(lower: $0, display: members[3].stringValue ?? $0) },
            isEntered: (members[4].intValue ?? 0) & 1 != 0, isRestricted: (members[4].intValue ?? 0) & 2 != 0)
    }

    fileprivate var json: JSON {
        // Where people see it is wanted again only for one that is still to be listed.
        let display = place.flatMap { isEntered || $0.display == $0.lower ? nil : $0.display }
        return [
            .string(lister.text), mountedIn.map { .string($0.text) } ?? .null,
            place.map { .string($0.lower) } ?? .null, display.map { .string($0) } ?? .null,
            .int((isEntered ? 1 : 0) | (isRestricted ? 2 : 0)),
        ]
    }
}
