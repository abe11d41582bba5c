import Foundation
import Support
import Testing
import Transport

@testable import Dropbox

@Suite struct RequestTests {
    let transport = ScriptedTransport { call in
        switch call.route {
        case "oauth2/token": nil
        default: .refusal("other")
        }
    }

    private func sent<Endpoint: DropboxEndpoint>(
        _ endpoint: Endpoint, by client: (DropboxClient) -> DropboxClient = { $0 }
    ) async throws -> ScriptedTransport.Call {
        _ = try await dropboxError { _ = try await client(.make(transport)).call(endpoint) }
        return try #require(transport.calls.last)
    }

    @Test func `a route without arguments sends null`() async throws {
        let call = try await sent(GetCurrentAccount())
        #expect(call.body == "null")
        #expect(call.request.headers["Content-Type"] == "application/json")
        #expect(call.request.url.absoluteString == "https://api.dropboxapi.com/2/users/get_current_account")
        #expect(call.request.method == .post)
        #expect(call.token == "Bearer token-1")
        #expect(call.request.headers["User-Agent"]?.isEmpty == false)
    }

    @Test func `a listing names its arguments as the reference does`() async throws {
        var listing = ListFolder(path: "/Ü", recursive: true)
        listing.includeHasExplicitSharedMembers = true
        let call = try await sent(listing)
        #expect(
            call.body == """
                {"include_deleted":false,"include_has_explicit_shared_members":true,"include_mounted_folders":true,\
                "include_non_downloadable_files":true,"limit":2000,"path":"/Ü","recursive":true}
                """)
    }

    @Test func `a continuation sends its cursor and nothing else`() async throws {
        #expect(try await sent(ListFolderContinue(cursor: "AAH")).body == #"{"cursor":"AAH"}"#)
        #expect(try await sent(SearchContinueV2(cursor: "AAH")).route == "files/search/continue_v2")
    }

    @Test func `a search leaves out what nobody chose`() async throws {
        var options = SearchOptions()
        options.fileCategories = [.known(.pdf), .other("future")]
        options.maxResults = 1000
        options.orderBy = .known(.lastModifiedTime)
        #expect(
            try await sent(SearchV2(query: "contract", options: options)).body == """
                {"options":{"file_categories":[{".tag":"pdf"},{".tag":"future"}],"max_results":1000,\
                "order_by":{".tag":"last_modified_time"}},"query":"contract"}
                """)
    }

    @Test func `a download has its argument in a header and says its content type`() async throws {
        let file = FileMetadata.make(Data("x".utf8), id: "id:ü")
        _ = try await dropboxError { _ = try await DropboxClient.make(transport).download(file, limit: 10) }
        let call = try #require(transport.calls.last)
        #expect(call.argument == #"{"path":"id:\u00fc"}"#)
        #expect(call.request.headers["Content-Type"] == "application/octet-stream")
        #expect(call.request.body == nil)
        #expect(call.request.url.absoluteString == "https://content.dropboxapi.com/2/files/download")
    }

    @Test func `a long poll goes without a token, to its own host, with time enough`() async throws {
        let call = try await sent(LongPoll(cursor: "AAH", seconds: 300)) { $0.acting(as: .member("dbmid:a")) }
        #expect(call.token == nil)
        #expect(call.request.headers["Dropbox-API-Select-User"] == nil)
        #expect(call.request.url.host() == "notify.dropboxapi.com")
        #expect(call.request.timeout == .seconds(420))
        #expect(transport.calls(of: "oauth2/token").isEmpty)
    }

    @Test func `an account's route carries member and path root`() async throws {
        let call = try await sent(ListFolder()) { $0.acting(as: .member("dbmid:a")).acting(at: .root("7")) }
        #expect(call.request.headers["Dropbox-API-Select-User"] == "dbmid:a")
        #expect(call.request.headers["Dropbox-API-Path-Root"] == #"{".tag":"root","root":"7"}"#)
        let admin = try await sent(ListFolder()) { $0.acting(as: .admin("dbmid:b")) }
        #expect(admin.request.headers["Dropbox-API-Select-Admin"] == "dbmid:b")
        #expect(admin.request.headers["Dropbox-API-Select-User"] == nil)
    }

    @Test func `a team's route carries neither`() async throws {
        let call = try await sent(GetAuthenticatedAdmin()) { $0.acting(as: .member("dbmid:a")).acting(at: .root("7")) }
        #expect(call.request.headers["Dropbox-API-Select-User"] == nil)
        #expect(call.request.headers["Dropbox-API-Path-Root"] == nil)
    }

    @Test func `a shared link's password is sent and not shown`() async throws {
        let link = SharedLinkArguments(
            url: "https://www.dropbox.com/scl/fi/x?rlkey=hidden", path: "/a", linkPassword: Secret("pass"))
        let endpoint = GetSharedLinkMetadata(link)
        let call = try await sent(endpoint)
        #expect(
            call.body
                == #"{"link_password":"pass","path":"/a","url":"https://www.dropbox.com/scl/fi/x?rlkey=hidden"}"#)
        #expect(!endpoint.operation.contains("hidden"))
        #expect(!"\(link)".contains("pass\""))
    }

    @Test func `hosts can be pointed elsewhere`() throws {
        let hosts = DropboxHosts(all: try #require(URL(string: "http://127.0.0.1:8080/")))
        #expect(!hosts.isProduction)
        #expect(DropboxHosts.production.isProduction)
        #expect(hosts.url(of: .content, route: "files/download").absoluteString == "http://127.0.0.1:8080/2/files/download")
        #expect(hosts.token.absoluteString == "http://127.0.0.1:8080/oauth2/token")
    }
}
