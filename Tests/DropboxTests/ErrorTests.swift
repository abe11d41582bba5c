import Foundation
import Support
import Testing
import Transport

@testable import Dropbox

/// Section 3 of the reference, and 2.4: every kind of refusal it shows.
@Suite struct ErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var code: DropboxError.Code

        var testDescription: String { "\(status) \(body.prefix(80))" }

        init(_ status: Int, _ body: String, _ code: DropboxError.Code) {
            self.status = status
            self.body = body
            self.code = code
        }
    }

    static func tagged(_ error: String) -> String {
        #"{"error_summary": "whatever/...", "error": \#(error)}"#
    }

    static let authentication: [Case] = [
        Case(401, tagged(#"{".tag": "expired_access_token"}"#), .unauthorized),
        Case(401, tagged(#"{".tag": "invalid_access_token"}"#), .unauthorized),
        Case(401, tagged(#"{".tag": "missing_scope", "required_scope": "files.metadata.read"}"#), .missingScope("files.metadata.read")),
        Case(401, tagged(#"{".tag": "invalid_select_user"}"#), .memberUnavailable),
        Case(401, tagged(#"{".tag": "user_suspended"}"#), .memberUnavailable),
        Case(401, tagged(#"{".tag": "invalid_select_admin"}"#), .notTeamAdmin),
        Case(401, tagged(#"{".tag": "route_access_denied"}"#), .accessDenied("route_access_denied")),
        Case(401, tagged(#"{".tag": "other"}"#), .unauthorized),
        Case(401, tagged(#""other""#), .unauthorized),
        Case(401, "", .unauthorized),
    ]

    static let access: [Case] = [
        Case(403, tagged(#"{".tag": "invalid_account_type", "invalid_account_type": {".tag": "feature"}}"#), .accessDenied("invalid_account_type/feature")),
        Case(403, tagged(#"{".tag": "paper_access_denied", "paper_access_denied": {".tag": "paper_disabled"}}"#), .paperUnavailable),
        Case(403, tagged(#"{".tag": "team_access_denied"}"#), .accessDenied("team_access_denied")),
        Case(403, tagged(#"{".tag":"no_permission","no_permission":{".tag":"unauthorized_account_id_usage","unauthorized_account_ids":["dbid:a"]}}"#), .accessDenied("no_permission/unauthorized_account_id_usage")),
        Case(422, tagged(#"{".tag": "no_permission"}"#), .noPermission),
    ]

    static let endpoint: [Case] = [
        Case(409, #"{"error_summary": "path/not_found/..", "error": {".tag": "path", "path": {".tag": "not_found"}}, "user_message": {"text": "This folder was moved.", "locale": "en"}}"#, .pathNotFound),
        Case(404, tagged(#"{".tag": "path", "path": {".tag": "not_found"}}"#), .pathNotFound),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "not_folder"}}"#), .notFolder),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "not_file"}}"#), .notFile),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "malformed_path"}}"#), .malformedPath),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "malformed_path", "malformed_path": "x"}}"#), .malformedPath),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "restricted_content"}}"#), .restrictedContent),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "unsupported_content_type"}}"#), .unsupportedContentType),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "locked"}}"#), .locked),
        Case(409, tagged(#"{".tag": "path", "path": {".tag": "future"}}"#), .refused("path/future")),
        Case(409, tagged(#"{".tag": "reset"}"#), .cursorReset),
        Case(409, tagged(#"{".tag": "invalid_cursor"}"#), .invalidCursor),
        Case(409, tagged(#"{".tag": "unsupported_file"}"#), .unsupportedFile),
        Case(409, tagged(#"{".tag": "non_exportable"}"#), .nonExportable),
        Case(409, tagged(#"{".tag": "invalid_export_format"}"#), .invalidExportFormat),
        Case(409, tagged(#"{".tag": "retry_error"}"#), .exportNotReady),
        Case(409, tagged(#"{".tag": "internal_error"}"#), .unavailable),
        Case(409, tagged(#"{".tag": "too_many_write_operations"}"#), .tooManyWriteOperations),
        Case(409, tagged(#"{".tag": "invalid_argument", "invalid_argument": "query is empty"}"#), .invalidSearch),
        Case(409, tagged(#"{".tag": "mapping_not_found"}"#), .noAuthenticatedAdmin),
        Case(409, tagged(#"{".tag": "shared_link_not_found"}"#), .sharedLinkNotFound),
        Case(409, tagged(#"{".tag": "shared_link_access_denied"}"#), .sharedLinkAccessDenied),
        Case(409, tagged(#"{".tag": "unsupported_link_type"}"#), .unsupportedLink),
        Case(409, tagged(#"{".tag": "shared_link_is_directory"}"#), .sharedLinkIsFolder),
        Case(409, tagged(#"{".tag": "access_error", "access_error": {".tag": "no_permission"}}"#), .sharedItemInaccessible("no_permission")),
        Case(409, tagged(#"{".tag": "user_error", "user_error": {".tag": "email_unverified"}}"#), .emailNotVerified),
        Case(409, tagged(#"{".tag": "not_a_member"}"#), .sharedItemInaccessible("not_a_member")),
        Case(409, tagged(#"{".tag": "template_error", "template_error": {".tag": "restricted_content"}}"#), .refused("template_error/restricted_content")),
        Case(409, tagged(#"{".tag": "some_new_thing"}"#), .refused("some_new_thing")),
        Case(409, tagged("{}"), .refused("without a reason")),
    ]

    static let text: [Case] = [
        Case(400, #"Error in call to API function "files/list_folder": request body: path: '%2Fphotos' did not match pattern '…'"#, .badRequest),
        Case(400, #"Error in call to API function "files/list_folder/continue": request body: unknown field 'path'"#, .badRequest),
        Case(400, #"Error in call to API function "files/download": HTTP header "Dropbox-API-Arg": could not decode input as JSON"#, .badRequest),
        Case(400, "Error in call to API function \"files/download\": Your app is not permitted to access this endpoint because it does not have the required scope 'files.content.read'. The owner of the app can enable the scope", .missingAppScope("files.content.read")),
        Case(400, #"Error in call to API function "users/get_current_account": This API function operates on a single Dropbox account, but the OAuth 2 access token you provided is for an entire Dropbox Business team."#, .wrongTokenKind),
        Case(400, "The given OAuth 2 access token is malformed.", .unauthorized),
        Case(400, "Invalid select user id format", .badRequest),
        Case(404, "<html><body>Not found</body></html>", .unknownRoute),
        Case(429, "Too many requests", .rateLimited),
        Case(500, "", .unavailable),
        Case(502, "<html><h1>Bad gateway</h1></html>", .unavailable),
        Case(503, #"{"error": "down"}"#, .unavailable),
        Case(302, "", .unknownRoute),
        Case(418, "", .badRequest),
    ]

    @Test(arguments: authentication + access + endpoint + text)
    func `what a refusal means`(_ refusal: Case) {
        let error = DropboxError(.text(refusal.body, status: refusal.status), calling: ListFolder(path: "/reports"))
        #expect(error.code == refusal.code)
        #expect(error.status == refusal.status)
        #expect(error.operation == "files/list_folder of \"/reports\"")
        #expect(!error.description.contains("<"))
    }

    @Test func `a changed root comes with the root there is now`() throws {
        let body = """
            {"error_summary": "invalid_root/...", "error": {".tag": "invalid_root", "invalid_root": {".tag": "team",
             "root_namespace_id": "9000001", "home_namespace_id": "9000002", "home_path": "/Ada Example"}}}
            """
        let error = DropboxError(.json(body, status: 422), calling: ListFolder())
        guard case .invalidRoot(let root?) = error.code else {
            Issue.record("\(error)")
            return
        }
        #expect(root.pathRoot == .root("9000001"))
        #expect(error.scope == .listing)
    }

    @Test func `an error keeps Dropbox's words, the request id and the remedy`() {
        let response = HTTPResponse.json(
            #"{"error_summary": "path/not_found/..", "error": {".tag": "path", "path": {".tag": "not_found"}}, "user_message": {"text": "This folder was moved."}}"#,
            status: 409, headers: ["X-Dropbox-Request-Id": "abc123"])
        let error = DropboxError(response, calling: GetMetadata(path: "/a"))
        #expect(error.summary == "path/not_found/..")
        #expect(error.userMessage == "This folder was moved.")
        #expect(error.requestID == "abc123")
        #expect(
            error.description
                == "files/get_metadata of \"/a\": there is nothing at this path (HTTP 409, path/not_found/..). Dropbox says: This folder was moved. Request id: abc123.")
    }

    @Test(arguments: [
        (.pathNotFound, .item, .item), (.pathNotFound, .listing, .listing), (.unavailable, .listing, .listing),
        (.unavailable, .item, .item), (.cursorReset, .item, .listing), (.unauthorized, .item, .sync),
        (.missingScope("a"), .item, .sync), (.refreshTokenRejected, .item, .sync), (.memberUnavailable, .item, .listing),
        (.restrictedContent, .item, .item), (.untrustedServer, .item, .sync),
    ] as [(DropboxError.Code, DropboxError.Scope, DropboxError.Scope)])
    func `how far a failure reaches`(code: DropboxError.Code, route: DropboxError.Scope, expected: DropboxError.Scope) {
        #expect(DropboxError(code, operation: "x", ends: route).scope == expected)
    }

    @Test func `a listing's failure ends the listing, a file's only the file`() {
        let response = HTTPResponse.text("", status: 500)
        #expect(DropboxError(response, calling: ListFolder()).scope == .listing)
        #expect(DropboxError(response, calling: ListFolderContinue(cursor: "c")).scope == .listing)
        #expect(DropboxError(response, calling: Download(path: "id:a")).scope == .item)
    }

    @Test(arguments: [
        (TransportError.Code.connectionLost, DropboxError.Code.unavailable), (.timedOut, .unavailable),
        (.hostNotFound, .unavailable), (.secureConnectionFailed, .untrustedServer), (.responseTooLarge, .tooLarge),
    ])
    func `what no answer means`(transport: TransportError.Code, expected: DropboxError.Code) throws {
        let request = HTTPRequest(.post, DropboxHosts.production.token)
        let error = DropboxError(
            TransportError(code: transport, request: request, reason: "broken"), operation: "x", ends: .item)
        #expect(error.code == expected)
        #expect(error.cause is TransportError)
    }

    @Test func `what a server echoes of a secret is not in the error`() async throws {
        let transport = ScriptedTransport { call in
            call.route == "oauth2/token" ? nil : .text("bad token token-1 given", status: 400)
        }
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).call(CheckUser()) }
        #expect(error?.description.contains("token-1") == false)
        #expect(error?.description.contains("bad token") == true)
    }
}
