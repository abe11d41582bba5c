import FakeDropbox
import Foundation
import Support
import Testing

private func account() throws -> FakeAccount {
    var account = FakeAccount()
    try account.write("/Reports/Q1.pdf", "first quarter")
    return account
}

/// Each bad request and the answer that the reference gives for it.
@Suite struct StrictnessTests {
    private static let folder = "Error in call to API function \"files/list_folder\": request body: "
    private static let metadata = "Error in call to API function \"files/get_metadata\": request body: "

    @Test(arguments: [
        ("files/list_folder", "", folder + "could not decode input as JSON"),
        ("files/list_folder", "{", folder + "could not decode input as JSON"),
        ("files/list_folder", "null", folder + "expected object, got null"),
        ("files/list_folder", "{}", folder + "missing required field 'path'"),
        ("files/list_folder", #"{"path":"/"}"#, folder + "path: Specify the root folder as an empty string rather than as \"/\"."),
        ("files/list_folder", #"{"path":"photos"}"#, folder + "path: 'photos' did not match pattern '(/(.|[\\r\\n])*)?|id:.*|(ns:[0-9]+(/.*)?)'"),
        ("files/list_folder", #"{"path":"%2Fphotos"}"#, folder + "path: '%2Fphotos' did not match pattern '(/(.|[\\r\\n])*)?|id:.*|(ns:[0-9]+(/.*)?)'"),
        ("files/list_folder", #"{"path":"ns:x"}"#, folder + "path: 'ns:x' did not match pattern '(/(.|[\\r\\n])*)?|id:.*|(ns:[0-9]+(/.*)?)'"),
        ("files/list_folder", #"{"path":7}"#, folder + "path: expected string, got integer"),
        ("files/list_folder", #"{"path":null}"#, folder + "path: expected string, got null"),
        ("files/list_folder", #"{"path":"","recursive":"yes"}"#, folder + "recursive: expected boolean, got string"),
        ("files/list_folder", #"{"path":"","recursive":null}"#, folder + "recursive: expected boolean, got null"),
        ("files/list_folder", #"{"path":"","limit":0}"#, folder + "limit: 0 is not within range [1, 2000]"),
        ("files/list_folder", #"{"path":"","limit":2001}"#, folder + "limit: 2001 is not within range [1, 2000]"),
        ("files/list_folder", #"{"path":"","limit":1.5}"#, folder + "limit: expected integer, got float"),
        ("files/list_folder", #"{"path":"","namespace_id":"7"}"#, folder + "unknown field 'namespace_id'"),
        ("files/list_folder/continue", #"{"cursor":"x","path":""}"#, "Error in call to API function \"files/list_folder/continue\": request body: unknown field 'path'"),
        ("files/list_folder/continue", "{}", "Error in call to API function \"files/list_folder/continue\": request body: missing required field 'cursor'"),
        ("files/get_metadata", #"{"path":""}"#, metadata + "path: The root folder is unsupported."),
        ("files/get_metadata", #"{"path":"rev:12"}"#, metadata + "path: 'rev:12' did not match pattern '(/(.|[\\r\\n])*|id:.*)|(rev:[0-9a-f]{9,})|(ns:[0-9]+(/.*)?)'"),
        ("users/get_current_account", "", "Error in call to API function \"users/get_current_account\": request body: could not decode input as JSON"),
        ("users/get_current_account", "{}", "Error in call to API function \"users/get_current_account\": request body: expected null, got {}"),
        ("sharing/list_received_files", #"{"limit":301}"#, "Error in call to API function \"sharing/list_received_files\": request body: limit: 301 is not within range [1, 300]"),
        ("files/search_v2", #"{"query":"x","options":{"max_results":1001}}"#, "Error in call to API function \"files/search_v2\": request body: options: max_results: 1001 is not within range [1, 1000]"),
        ("files/search_v2", #"{"query":"x","options":{"file_categories":["pictures"]}}"#, "Error in call to API function \"files/search_v2\": request body: options: file_categories: unknown tag 'pictures'"),
        ("files/search_v2", #"{"query":"x","mode":"y"}"#, "Error in call to API function \"files/search_v2\": request body: unknown field 'mode'"),
        ("files/search/continue_v2", #"{"cursor":"x"}"#, "Error in call to API function \"files/search/continue_v2\": request body: cursor: Invalid \"cursor\" parameter"),
    ])
    func `a bad argument is 400 with a text`(route: String, argument: String, text: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).rpc(route, argument)
            #expect(answer.status == 400)
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
            #expect(answer.text == text)
        }
    }

    @Test(arguments: [
        ("files/list_folder", #"{"path":"/missing"}"#, ["path", "not_found"]),
        ("files/list_folder", #"{"path":"id:unknown"}"#, ["path", "not_found"]),
        ("files/list_folder", #"{"path":"ns:1"}"#, ["path", "not_found"]),
        ("files/list_folder", #"{"path":"/Reports/"}"#, ["path", "malformed_path"]),
        ("files/list_folder", #"{"path":"/Reports/Q1.pdf"}"#, ["path", "not_folder"]),
        ("files/list_folder/get_latest_cursor", #"{"path":"/missing"}"#, ["path", "not_found"]),
        ("files/get_metadata", #"{"path":"rev:0162f0a1b2c3d99"}"#, ["path", "not_found"]),
        ("files/search_v2", #"{"query":"x","options":{"path":"/missing"}}"#, ["path", "not_found"]),
        ("files/search_v2", #"{"query":" "}"#, ["invalid_argument"]),
        ("sharing/get_shared_link_metadata", #"{"url":"https://example.com"}"#, ["shared_link_not_found"]),
        ("sharing/list_received_files/continue", #"{"cursor":"x"}"#, ["invalid_cursor"]),
    ])
    func `an error of the route is 409 with its union`(route: String, argument: String, tags: [String]) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).rpc(route, argument)
            #expect(answer.status == 409)
            let body = try answer.json
            #expect(body["error_summary"]?.stringValue?.hasPrefix(tags.joined(separator: "/") + "/.") == true)
            #expect(body["error"]?[".tag"]?.stringValue == tags[0])
            if tags.count > 1 { #expect(body["error"]?[tags[0]]?[".tag"]?.stringValue == tags[1]) }
        }
    }

    @Test(arguments: ["", "application/x-www-form-urlencoded", "text/plain", "application/octet-stream"])
    func `RPC takes no other content type than JSON`(type: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).rpc("files/list_folder", #"{"path":""}"#, headers: ["Content-Type": type])
            #expect(answer.status == 400)
            #expect(answer.text.contains("Bad HTTP \"Content-Type\" header: \"\(type)\".  Expecting one of \"application/json\""))
        }
    }

    @Test(arguments: [
        ("/2/files/search/continue", "POST", 404), ("/2/files/search_v2/continue", "POST", 404),
        ("/2/files/list_folder/", "POST", 404), ("/1/metadata", "POST", 404), ("/", "GET", 404),
        ("/2/files/list_folder", "GET", 405), ("/2/files/download", "PUT", 405),
    ])
    func `a wrong URL is a page, a wrong method a text`(target: String, method: String, status: Int) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).send(target, method: method)
            #expect(answer.status == status)
            #expect(answer.header("content-type")?.hasPrefix(status == 404 ? "text/html" : "text/plain") == true)
        }
    }

    @Test(arguments: [
        ("{\"path\":\"/Reports/Ü.pdf\"}", "HTTP header \"Dropbox-API-Arg\": could not decode input as JSON"),
        ("{\"path\":\"/Reports/\u{7F}.pdf\"}", "HTTP header \"Dropbox-API-Arg\": could not decode input as JSON"),
        ("{\"path\"", "HTTP header \"Dropbox-API-Arg\": could not decode input as JSON"),
        ("", "Must provide HTTP header \"Dropbox-API-Arg\" or URL parameter \"arg\"."),
        (#"{"path":"/x","extra":1}"#, "HTTP header \"Dropbox-API-Arg\": unknown field 'extra'"),
        (#"{"path":"pack.zip"}"#, "HTTP header \"Dropbox-API-Arg\": path: 'pack.zip' did not match pattern '(/(.|[\\r\\n])*|id:.*)|(rev:[0-9a-f]{9,})|(ns:[0-9]+(/.*)?)'"),
    ])
    func `the argument of a download is a safe header`(argument: String, text: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).download(argument)
            #expect(answer.status == 400)
            #expect(answer.text == "Error in call to API function \"files/download\": " + text)
        }
    }

    @Test(arguments: ["application/x-www-form-urlencoded", "application/json"])
    func `a download takes no form and no JSON`(type: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let caller = DropboxCaller(fake)
            let answer = try caller.download(#"{"path":"/Reports/Q1.pdf"}"#, headers: ["Content-Type": type])
            #expect(answer.status == 400)
            #expect(answer.text.contains("Bad HTTP \"Content-Type\" header: \"\(type)\""))
            for accepted in ["", "application/octet-stream"] {
                let answer = try caller.download(#"{"path":"/Reports/Q1.pdf"}"#, headers: ["Content-Type": accepted])
                #expect(answer.status == 200)
            }
        }
    }

    @Test(arguments: [
        ("files/delete_v2", #"{"path":"/Reports"}"#, "files.content.write"),
        ("files/move_v2", #"{"from_path":"/a","to_path":"/b"}"#, "files.content.write"),
        ("files/create_folder_v2", #"{"path":"/a"}"#, "files.content.write"),
        ("files/permanently_delete", #"{"path":"/a"}"#, "files.permanent_delete"),
        ("sharing/add_folder_member", "{}", "sharing.write"),
    ])
    func `writing is refused and on record`(route: String, argument: String, scope: String) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).rpc(route, argument)
            #expect(answer.status == 401)
            #expect(try answer.json["error"] == [".tag": "missing_scope", "required_scope": .string(scope)])
            #expect(fake.requests.map(\.route) == [route])
        }
    }
}
