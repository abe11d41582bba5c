import FakeDropbox
import Foundation
import Support

/// An answer of the fake.
struct DropboxAnswer {
    var status: Int
    var head: String
    var body: Data

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSON {
        get throws { try JSON(parsing: body) }
    }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}

/// Sends requests byte by byte as a test wants them.
struct DropboxCaller {
    let fake: FakeDropbox
    let token: String

    init(_ fake: FakeDropbox, token: String? = nil) {
        self.fake = fake
        self.token = token ?? fake.accessToken()
    }

    /// - Parameter headers: Replace the usual ones of the same name; an empty value leaves one out.
    func send(
        _ target: String, method: String = "POST", headers: [String: String] = [:], body: Data = Data()
    ) throws -> DropboxAnswer {
        let client = try RawClient(port: fake.url.port ?? 0)
        let all = ["Host": "x", "Content-Length": String(body.count)].merging(headers) { $1 }
        let lines = all.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
        client.send(Data("\(method) \(target) HTTP/1.1\r\n\(lines)\r\n".utf8) + body)
        let answer = client.answer()
        return DropboxAnswer(
            status: answer.head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, head: answer.head,
            body: answer.body)
    }

    func rpc(_ route: String, _ argument: String, headers: [String: String] = [:]) throws -> DropboxAnswer {
        let usual = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
        return try send("/2/" + route, headers: usual.merging(headers) { $1 }, body: Data(argument.utf8))
    }

    func download(
        _ argument: String, route: String = "files/download", headers: [String: String] = [:]
    ) throws -> DropboxAnswer {
        let usual = [
            "Authorization": "Bearer \(token)", "Content-Type": "application/octet-stream", "Dropbox-API-Arg": argument,
        ]
        return try send("/2/" + route, headers: usual.merging(headers) { $1 })
    }

    func form(_ body: String, headers: [String: String] = [:]) throws -> DropboxAnswer {
        let usual = ["Content-Type": "application/x-www-form-urlencoded"]
        return try send("/oauth2/token", headers: usual.merging(headers) { $1 }, body: Data(body.utf8))
    }

    /// The entries of a listing and all its pages, and the last cursor.
    func listing(_ argument: String) throws -> (entries: [JSON], cursor: String, pages: Int) {
        try pages(from: try rpc("files/list_folder", argument).json)
    }

    func changes(since cursor: String) throws -> (entries: [JSON], cursor: String, pages: Int) {
        try pages(from: try rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#).json)
    }

    private func pages(from first: JSON) throws -> (entries: [JSON], cursor: String, pages: Int) {
        var entries = first["entries"]?.arrayValue ?? []
        var page = first
        var count = 1
        while page["has_more"]?.boolValue == true {
            let cursor = page["cursor"]?.stringValue ?? ""
            page = try rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#).json
            entries += page["entries"]?.arrayValue ?? []
            count += 1
        }
        return (entries, page["cursor"]?.stringValue ?? "", count)
    }
}

/// A client's view of an account: section 4.3 of the reference, and nothing else.
struct DropboxMirror: Equatable {
    /// `path_lower` to id; folders end with a slash.
    var items: [String: String] = [:]

    mutating func apply(_ entries: [JSON]) {
        for entry in entries {
            guard let path = entry["path_lower"]?.stringValue else { continue }
            switch entry[".tag"]?.stringValue {
            case "file":
                remove(path)
                items[path] = entry["id"]?.stringValue
            case "folder":
                items[path] = nil
                items[path + "/"] = entry["id"]?.stringValue
            default: remove(path)
            }
        }
    }

    private mutating func remove(_ path: String) {
        items = items.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
    }

    init(_ entries: [JSON] = []) { apply(entries) }

    /// What is really there.
    init(_ account: FakeAccount) {
        for entry in account.entries {
            items[entry.pathLower + (entry.isFolder ? "/" : "")] = entry.id
        }
    }
}
