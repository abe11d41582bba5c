import FakeDropbox
import Foundation
import Support
import Testing

private func account() throws -> FakeAccount {
    var account = FakeAccount()
    try account.write("/Legal/Contract A.pdf", "x")
    try account.write("/Legal/contract b.docx", "y")
    try account.createFolder("/Contracts")
    try account.write("/Notes/Übersicht.txt", "the contract of the harbour")
    try account.write("/Notes/other.txt", "nothing")
    try account.write("/old contract.txt", "z")
    try account.delete("/old contract.txt")
    return account
}

@Suite struct SearchTests {
    @Test(arguments: [
        (#"{"query":"contract"}"#, ["Contract A.pdf", "contract b.docx", "Contracts", "Übersicht.txt"]),
        (#"{"query":"CONTRACT b.docx"}"#, ["contract b.docx"]),
        (#"{"query":"übersicht"}"#, ["Übersicht.txt"]),
        (#"{"query":"contract","options":{"filename_only":true}}"#, ["Contract A.pdf", "contract b.docx", "Contracts"]),
        (#"{"query":"contract","options":{"file_extensions":["pdf","docx"]}}"#, ["Contract A.pdf", "contract b.docx"]),
        (#"{"query":"contract","options":{"file_categories":["pdf",{".tag":"folder"}]}}"#, ["Contract A.pdf", "Contracts"]),
        (#"{"query":"contract","options":{"path":"/Notes"}}"#, ["Übersicht.txt"]),
        (#"{"query":"contract","options":{"file_extensions":["docx"],"file_categories":["pdf"]}}"#, ["Contract A.pdf"]),
        (#"{"query":"contract","options":{"file_status":"deleted"}}"#, ["old contract.txt"]),
        (#"{"query":"contract","options":{"order_by":{".tag":"last_modified_time"}}}"#, ["Übersicht.txt", "contract b.docx", "Contract A.pdf", "Contracts"]),
    ])
    func `a query finds names and small texts`(argument: String, names: [String]) async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).rpc("files/search_v2", argument).json
            let matches = answer["matches"]?.arrayValue ?? []
            #expect(matches.compactMap { $0["metadata"]?["metadata"]?["name"]?.stringValue } == names)
            #expect(matches.allSatisfy { $0["metadata"]?[".tag"] == "metadata" && $0["match_type"]?[".tag"] != nil })
            #expect(answer["has_more"] == false)
            #expect(answer["cursor"] == nil)
        }
    }

    @Test func `highlights show where the name matches`() async throws {
        try await withFakeDropbox(try account()) { fake in
            let answer = try DropboxCaller(fake).rpc(
                "files/search_v2", #"{"query":"contract a","match_field_options":{"include_highlights":true}}"#).json
            #expect(
                answer["matches"]?.arrayValue?[0]["highlight_spans"] == [
                    ["highlight_str": "Contract", "is_highlighted": true],
                    ["highlight_str": " A.pdf", "is_highlighted": false],
                ])
        }
    }

    @Test func `a search ends after so many matches over all its pages`() async throws {
        var options = FakeDropboxOptions()
        #expect(options.search.maximumMatches == 10_000)
        options.search.maximumMatches = 100
        try await withFakeDropbox(.generated(files: 200, size: 10), options: options) { fake in
            let caller = DropboxCaller(fake)
            var page = try caller.rpc(
                "files/search_v2", #"{"query":"document","options":{"max_results":30,"filename_only":true}}"#).json
            var count = page["matches"]?.arrayValue?.count ?? 0
            while page["has_more"] == true {
                let cursor = page["cursor"]?.stringValue ?? ""
                page = try caller.rpc("files/search/continue_v2", #"{"cursor":"\#(cursor)"}"#).json
                count += page["matches"]?.arrayValue?.count ?? 0
            }
            #expect(count == 100)
        }
    }

    @Test func `a search may repeat and miss`() async throws {
        try await withFakeDropbox(try account()) { fake in
            let hidden = try fake.account.entry(at: "/Legal/Contract A.pdf").id
            fake.configure {
                $0.search.hiddenIDs = [hidden]
                $0.search.repeatedMatches = 1
            }
            let caller = DropboxCaller(fake)
            let first = try caller.rpc("files/search_v2", #"{"query":"contract","options":{"max_results":2}}"#).json
            let second = try caller.rpc(
                "files/search/continue_v2", #"{"cursor":"\#(first["cursor"]?.stringValue ?? "")"}"#).json
            func names(_ page: JSON) -> [String?] {
                page["matches"]?.arrayValue?.map { $0["metadata"]?["metadata"]?["name"]?.stringValue } ?? []
            }
            #expect(names(first) == ["contract b.docx", "Contracts"])
            #expect(names(second) == ["Contracts", "Übersicht.txt"])
        }
    }
}
