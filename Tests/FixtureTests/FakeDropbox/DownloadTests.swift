import FakeDropbox
import Foundation
import Support
import Testing

private func account() throws -> FakeAccount {
    var account = FakeAccount()
    try account.write("/Größe 😀.txt", "0123456789")
    try account.createFolder("/folder")
    try account.write(
        "/Plan.paper", .data(Data(count: 10)),
        export: FakeExport(
            exportAs: "html", exportOptions: ["markdown"],
            renditions: ["html": Data("<p>plan</p>".utf8), "markdown": Data("plan".utf8)]))
    return account
}

@Suite struct DownloadTests {
    @Test func `a file is had by path, id, revision and namespace`() async throws {
        try await withFakeDropbox(try account()) { fake in
            let entry = try fake.account.entry(at: "/größe 😀.txt")
            let caller = DropboxCaller(fake)
            for path in [entry.id, "rev:" + (entry.rev ?? ""), #"/gr\u00f6\u00dfe \ud83d\ude00.txt"#, #"ns:9000002/GR\u00d6\u00dfe \ud83d\ude00.TXT"#] {
                let answer = try caller.download(#"{"path":"\#(path)"}"#)
                #expect(answer.status == 200)
                #expect(answer.text == "0123456789")
                let result = try JSON(parsing: Data((answer.header("dropbox-api-result") ?? "").utf8))
                #expect(result[".tag"] == nil)
                #expect(result["name"] == "Größe 😀.txt")
                #expect(result["content_hash"]?.stringValue == entry.contentHash)
            }
            let result = try caller.download(#"{"path":"\#(entry.id)"}"#).header("dropbox-api-result") ?? ""
            #expect(result.utf8.allSatisfy { $0 < 0x7F })
            let target = "/2/files/download?arg=%7B%22path%22%3A%22\(entry.id)%22%7D"
            let got = try caller.send(target, method: "GET", headers: ["Authorization": "Bearer \(caller.token)"])
            #expect(got.text == "0123456789")
        }
    }

    @Test func `a revision stays what it was`() async throws {
        try await withFakeDropbox(try account()) { fake in
            let old = try fake.account.entry(at: "/größe 😀.txt").rev ?? ""
            try fake.change { try $0.write("/Größe 😀.txt", "new") }
            let caller = DropboxCaller(fake)
            #expect(try caller.download(#"{"path":"rev:\#(old)"}"#).text == "0123456789")
            try fake.change { try $0.delete("/Größe 😀.txt") }
            #expect(try caller.download(#"{"path":"rev:\#(old)"}"#).text == "0123456789")
        }
    }

    @Test(arguments: [
        ("bytes=2-4", 206, "234"), ("bytes=7-", 206, "789"), ("bytes=-3", 206, "789"), ("bytes=5-99", 206, "56789"),
        ("bytes=10-", 416, ""), ("lines=1-2", 416, ""),
    ])
    func `a range of bytes`(range: String, status: Int, text: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let id = try fake.account.entry(at: "/größe 😀.txt").id
            let answer = try DropboxCaller(fake).download(#"{"path":"\#(id)"}"#, headers: ["Range": range])
            #expect(answer.status == status)
            #expect(answer.text == text)
        }
    }

    @Test(arguments: [
        ("files/download", #"{"path":"/missing"}"#, ["path", "not_found"]),
        ("files/download", #"{"path":"/folder"}"#, ["path", "not_file"]),
        ("files/download", #"{"path":"/plan.paper"}"#, ["unsupported_file"]),
        ("files/export", #"{"path":"/gr\u00f6\u00dfe \ud83d\ude00.txt"}"#, ["non_exportable"]),
        ("files/export", #"{"path":"/plan.paper","export_format":"docx"}"#, ["invalid_export_format"]),
    ])
    func `what cannot be had is 409 in the body`(route: String, argument: String, tags: [String]) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).download(argument, route: route)
            #expect(answer.status == 409)
            #expect(answer.header("dropbox-api-result") == nil)
            #expect(try answer.json["error"]?[".tag"]?.stringValue == tags[0])
            if tags.count > 1 { #expect(try answer.json["error"]?[tags[0]]?[".tag"]?.stringValue == tags[1]) }
        }
    }

    @Test func `restricted content lists and is refused`() async throws {
        var account = try account()
        try account.setDownloadError("/Größe 😀.txt", "restricted_content")
        try await withFakeDropbox(account) { fake in
            let id = try fake.account.entry(at: "/größe 😀.txt").id
            let answer = try DropboxCaller(fake).download(#"{"path":"\#(id)"}"#)
            #expect(try answer.json["error"] == [".tag": "path", "path": [".tag": "restricted_content"]])
        }
    }

    @Test(arguments: [("", "<p>plan</p>", "Plan.html"), (#","export_format":"markdown""#, "plan", "Plan.md")])
    func `an export gives the format asked for`(format: String, text: String, name: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).download(#"{"path":"/plan.paper"\#(format)}"#, route: "files/export")
            #expect(answer.text == text)
            let result = try JSON(parsing: Data((answer.header("dropbox-api-result") ?? "").utf8))
            #expect(result["export_metadata"]?["name"]?.stringValue == name)
            #expect(result["export_metadata"]?["size"]?.intValue == text.utf8.count)
            #expect(result["file_metadata"]?["is_downloadable"] == false)
        }
    }

    @Test func `a shared link gives its file`() async throws {
        var account = FakeAccount()
        account.sharedLinks = [
            FakeSharedLink(url: "https://www.dropbox.com/scl/fi/a", id: "id:abcd", name: "a.txt", content: .text("linked"), password: "p")
        ]
        account.receivedFiles = (0..<5).map { FakeReceivedFile(id: "id:r\($0)x", name: "\($0)", previewURL: "https://www.dropbox.com/\($0)") }
        try await withFakeDropbox(account) { fake in
            let caller = DropboxCaller(fake)
            let route = "sharing/get_shared_link_file"
            let locked = try caller.download(#"{"url":"https://www.dropbox.com/scl/fi/a"}"#, route: route)
            #expect(try locked.json["error"]?[".tag"] == "shared_link_access_denied")
            let open = try caller.download(#"{"url":"https://www.dropbox.com/scl/fi/a","link_password":"p"}"#, route: route)
            #expect(open.text == "linked")
            let page = try caller.rpc("sharing/list_received_files", #"{"limit":3}"#).json
            #expect(page["entries"]?.arrayValue?.count == 3)
            let rest = try caller.rpc(
                "sharing/list_received_files/continue", #"{"cursor":"\#(page["cursor"]?.stringValue ?? "")"}"#).json
            #expect(rest["entries"]?.arrayValue?.count == 2)
            #expect(rest["cursor"] == nil)
        }
    }
}
