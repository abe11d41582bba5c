import FakeDropbox
import Foundation
import Support
import Testing

private var controlled: FakeDropboxOptions {
    var options = FakeDropboxOptions()
    options.hasControl = true
    return options
}

@Suite struct ControlTests {
    @Test func `another process sees and changes the account`() async throws {
        try await withFakeDropbox(.generated(files: 30, size: 10), options: controlled) { fake in
            let caller = DropboxCaller(fake)
            let before = try caller.send("/_fake/account", method: "GET").json.arrayValue ?? []
            #expect(before.count == fake.account.entries.count)
            #expect(before.first?["content_hash"]?.stringValue?.count == 64)
            let removed = try caller.send("/_fake/remove?count=10").json.arrayValue ?? []
            #expect(Set(removed).count == 10)
            #expect(fake.account.fileCount == 20)
            let change = #"{"write":{"/new.txt":"x"},"folder":["/empty"],"delete":[]}"#
            #expect(try caller.send("/_fake/change", body: Data(change.utf8)).status == 200)
            let move = #"{"move":{"/new.txt":"/empty/new.txt"}}"#
            #expect(try caller.send("/_fake/change", body: Data(move.utf8)).status == 200)
            #expect(try fake.account.entry(at: "/empty/new.txt").size == 1)
            #expect(try caller.send("/_fake/change", body: Data(#"{"delete":["/nothing"]}"#.utf8)).status == 400)
            #expect(try caller.send("/_fake/change", body: Data(#"{"deleted":[]}"#.utf8)).status == 400)
        }
    }

    @Test func `another process plans faults and reads requests`() async throws {
        try await withFakeDropbox(options: controlled) { fake in
            let caller = DropboxCaller(fake)
            let fault = #"{"route":"files/list_folder","spec":"503*1+1"}"#
            #expect(try caller.send("/_fake/fault", body: Data(fault.utf8)).status == 200)
            let statuses = try (0..<3).map { _ in try caller.rpc("files/list_folder", #"{"path":""}"#).status }
            #expect(statuses == [200, 503, 200])
            #expect(try caller.send("/_fake/requests/count", method: "GET").json == ["files/list_folder": 3])
            let requests = try caller.send("/_fake/requests", method: "GET").json
            #expect(requests.arrayValue?.map { $0["status"] } == [200, 503, 200])
            #expect(try caller.send("/_fake/nothing").status == 404)
        }
    }

    @Test func `without control there is none`() async throws {
        try await withFakeDropbox { fake in
            let answer = try DropboxCaller(fake).send("/_fake/account", method: "GET")
            #expect(answer.status == 404)
        }
    }

    @Test(arguments: [
        ("500", 1, 0), ("drop*3", 3, 0), ("429:30*", nil, 0), ("409:path/not_found+2", 1, 2), ("truncate:10*2+7", 2, 7),
        ("delay:50", 1, 0), ("corrupt*", nil, 0), ("reset", 1, 0), ("expire", 1, 0), ("401:user_suspended", 1, 0),
    ] as [(String, Int?, Int)])
    func `a fault in a line of text`(text: String, times: Int?, skip: Int) throws {
        let spec = try FaultSpec(text)
        #expect(spec.times == times)
        #expect(spec.skip == skip)
    }

    @Test(arguments: ["", "600", "truncate", "drop:1", "500*x", "500+x", "delay:soon"])
    func `what is no fault is a mistake`(text: String) {
        #expect(throws: FaultSpec.Mistake.self) { try FaultSpec(text) }
    }

    @Test func `an account is described in JSON`() throws {
        let text = #"""
            {"seed": 3, "email": "bob@example.com", "entries": [
              {"path": "/Reports"}, {"path": "/Reports/Q1.txt", "text": "hello", "client_modified": 5},
              {"path": "/big.bin", "size": 5000, "seed": 7}, {"path": "/x.png", "base64": "AAEC"},
              {"path": "/Plan.paper", "size": 1, "export": {"export_as": "html", "renditions": {"html": "<p>"}}},
              {"path": "/Shared", "shared_folder_id": "845"}
            ]}
            """#
        let account = try AccountDescription(Data(text.utf8)).account
        #expect(account.profile.email == "bob@example.com")
        #expect(account.entries.map(\.pathDisplay).sorted() == ["/Plan.paper", "/Reports", "/Reports/Q1.txt", "/Shared", "/big.bin", "/x.png"])
        #expect(try account.content(at: "/x.png").data == Data([0, 1, 2]))
        #expect(try account.content(at: "/big.bin").data == FakeContent.generated(seed: 7, size: 5000).data)
    }

    @Test(arguments: [
        ("[]", "the description is no object"), ("{", "not JSON"), (#"{"files":[]}"#, "the description: unknown key \"files\""),
        (#"{"entries":[{"text":"x"}]}"#, "entry 0: no path"), (#"{"entries":[{"path":"/a","txt":"x"}]}"#, "entry 0: unknown key \"txt\""),
        (#"{"entries":[{"path":"/a","base64":"?"}]}"#, "entry 0: base64 is none"),
    ])
    func `a bad description names its entry`(text: String, mistake: String) {
        #expect(throws: AccountDescription.Mistake(description: mistake)) { try AccountDescription(Data(text.utf8)) }
    }
}
