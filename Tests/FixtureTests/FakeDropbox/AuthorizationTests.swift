import FakeDropbox
import Foundation
import Support
import Testing

@Suite struct TokenTests {
    @Test func `a refresh token gives an access token, and no other refresh token`() async throws {
        try await withFakeDropbox { fake in
            let (key, secret, token) = fake.credentials
            let caller = DropboxCaller(fake)
            let fields = "grant_type=refresh_token&refresh_token=\(token)"
            let answer = try caller.form("\(fields)&client_id=\(key)&client_secret=\(secret)").json
            #expect(answer.objectValue?.keys.sorted() == ["access_token", "expires_in", "token_type"])
            #expect(answer["expires_in"] == 14400)
            let basic = Data("\(key):\(secret)".utf8).base64EncodedString()
            let other = try caller.form(fields, headers: ["Authorization": "Basic \(basic)"]).json
            let access = try #require(other["access_token"]?.stringValue)
            #expect(try DropboxCaller(fake, token: access).rpc("users/get_current_account", "null").status == 200)
        }
    }

    @Test(arguments: [
        ("grant_type=refresh_token&refresh_token=KNOWN&client_id=KEY&client_secret=wrong", "invalid_client"),
        ("grant_type=refresh_token&refresh_token=KNOWN&client_id=wrong&client_secret=SECRET", "invalid_client"),
        ("grant_type=refresh_token&refresh_token=KNOWN&client_id=KEY", "invalid_client"),
        ("grant_type=refresh_token&refresh_token=other&client_id=KEY&client_secret=SECRET", "invalid_grant"),
        ("grant_type=refresh_token&refresh_token=&client_id=KEY&client_secret=SECRET", "invalid_grant"),
        ("grant_type=refresh_token&client_id=KEY&client_secret=SECRET", "invalid_request"),
        ("grant_type=refresh_token&grant_type=x&client_id=KEY&client_secret=SECRET", "invalid_request"),
        ("grant_type=password&client_id=KEY&client_secret=SECRET", "unsupported_grant_type"),
        ("client_id=KEY&client_secret=SECRET", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=KNOWN&client_id=KEY&client_secret=SECRET&scope=files.content.write", "invalid_scope"),
        ("grant_type=authorization_code&code=x&client_id=KEY&client_secret=SECRET", "invalid_grant"),
    ])
    func `a bad token request is 400 with an error of RFC 6749`(form: String, error: String) async throws {
        try await withFakeDropbox { fake in
            let (key, secret, token) = fake.credentials
            let body = form.replacing("KEY", with: key).replacing("SECRET", with: secret).replacing("KNOWN", with: token)
            let answer = try DropboxCaller(fake).form(body)
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?.stringValue == error)
        }
    }

    @Test func `a token request is a form`() async throws {
        try await withFakeDropbox { fake in
            let answer = try DropboxCaller(fake).form("{}", headers: ["Content-Type": "application/json"])
            #expect(answer.status == 400)
            #expect(try answer.json["error"] == "invalid_request")
        }
    }

    @Test func `a code with PKCE is exchanged once, and its refresh token needs no secret`() async throws {
        try await withFakeDropbox { fake in
            let (key, secret, _) = fake.credentials
            let caller = DropboxCaller(fake)
            // RFC 7636, appendix B
            let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            let challenge = ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "S256")
            let code = fake.authorizationCode(redirectURI: "https://x/y", challenge: challenge)
            let form = "grant_type=authorization_code&code=\(code)&client_id=\(key)&code_verifier=\(verifier)&redirect_uri=https%3A%2F%2Fx%2Fy"
            let answer = try caller.form(form).json
            let refresh = try #require(answer["refresh_token"]?.stringValue)
            #expect(answer["account_id"]?.stringValue?.count == 40)
            #expect(try caller.form(form).json["error_description"] == "code doesn't exist or has expired")
            let again = "grant_type=refresh_token&refresh_token=\(refresh)&client_id=\(key)"
            #expect(try caller.form(again).status == 200)
            #expect(try caller.form(again + "&client_secret=\(secret)").json["error"] == "invalid_client")
        }
    }

    @Test func `revoking ends a refresh token and its access tokens`() async throws {
        try await withFakeDropbox { fake in
            let (key, secret, token) = fake.credentials
            let caller = DropboxCaller(fake)
            let revoked = try caller.rpc("auth/token/revoke", "null")
            #expect(revoked.text == "null")
            #expect(try caller.rpc("users/get_current_account", "null").json["error"]?[".tag"] == "invalid_access_token")
            let form = "grant_type=refresh_token&refresh_token=\(token)&client_id=\(key)&client_secret=\(secret)"
            #expect(try caller.form(form).json["error"] == "invalid_grant")
        }
    }
}

@Suite struct AuthorizationTests {
    @Test(arguments: [
        ("", 400, "Must provide HTTP header \"Authorization\""),
        ("Basic abc", 400, "Invalid authorization value"),
        ("Bearer abc", 400, "The given OAuth 2 access token is malformed."),
        ("Bearer sl.u.unknown", 401, "invalid_access_token"),
    ])
    func `a token that is none is refused`(header: String, status: Int, text: String) async throws {
        try await withFakeDropbox { fake in
            let answer = try DropboxCaller(fake).rpc("check/user", "{}", headers: ["Authorization": header])
            #expect(answer.status == status)
            #expect(answer.text.contains(text))
        }
    }

    @Test func `a token expires`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake)
            #expect(try caller.rpc("check/user", #"{"query":"foo"}"#).json == ["result": "foo"])
            fake.expireAccessTokens()
            let answer = try caller.rpc("check/user", "{}")
            #expect(answer.status == 401)
            #expect(try answer.json["error"] == [".tag": "expired_access_token"])
            #expect(answer.header("www-authenticate")?.hasPrefix("Bearer realm=\"Dropbox-API\"") == true)
        }
    }

    @Test func `a token lets through what its scopes name`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake, token: fake.accessToken(scopes: ["files.metadata.read"]))
            #expect(try caller.rpc("files/list_folder", #"{"path":""}"#).status == 200)
            let answer = try caller.download(#"{"path":"/x"}"#)
            #expect(answer.status == 401)
            #expect(try answer.json["error"] == [".tag": "missing_scope", "required_scope": "files.content.read"])
            fake.configure { $0.appScopes = [] }
            let other = try caller.rpc("files/list_folder", #"{"path":""}"#)
            #expect(other.status == 400)
            #expect(other.text.contains("does not have the required scope 'files.metadata.read'"))
        }
    }

    @Test func `a longpoll with a token is refused`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(#"{"path":""}"#).cursor
            let argument = #"{"cursor":"\#(cursor)"}"#
            #expect(try caller.rpc("files/list_folder/longpoll", argument).status == 400)
        }
    }

    @Test(arguments: [
        (#"{".tag":"home"}"#, 200, "entries"), (#"{".tag":"root","root":"9000002"}"#, 200, "entries"),
        (#"{".tag":"namespace_id","namespace_id":"77"}"#, 200, "entries"),
        (#"{".tag":"root","root":"7"}"#, 422, #""invalid_root":{".tag":"user","home_namespace_id":"9000002","root_namespace_id":"9000002"}"#),
        (#"{".tag":"namespace_id","namespace_id":"8"}"#, 422, "no_permission"),
        (#"{".tag":"team"}"#, 400, "Dropbox-API-Path-Root\": unknown tag 'team'"),
        (#"{".tag":"home","x":1}"#, 400, "unknown field 'x'"), ("home", 400, "could not decode"),
    ])
    func `the path root is what it must be`(header: String, status: Int, text: String) async throws {
        var account = FakeAccount()
        try account.write("/Shared/x.txt", "x")
        try account.share("/Shared", FakeFolderSharing(id: "77"))
        try await withFakeDropbox(account) { fake in
            let answer = try DropboxCaller(fake).rpc(
                "files/list_folder", #"{"path":""}"#, headers: ["Dropbox-API-Path-Root": header])
            #expect(answer.status == status)
            #expect(answer.text.contains(text))
            if header.contains("77") {
                #expect(try answer.json["entries"]?.arrayValue?.map { $0["path_lower"] } == ["/x.txt"])
            }
        }
    }

    @Test(arguments: [
        ([:], "users/get_current_account", 400, "is for an entire Dropbox Business team"),
        (["Dropbox-API-Select-User": "dbmid:bob"], "users/get_current_account", 200, "account_id"),
        (["Dropbox-API-Select-User": "bob@example.com"], "users/get_current_account", 400, "Invalid select user id format"),
        (["Dropbox-API-Select-User": "dbmid:nobody"], "users/get_current_account", 401, "invalid_select_user"),
        (["Dropbox-API-Select-User": "dbmid:gone"], "users/get_current_account", 401, "user_suspended"),
        (["Dropbox-API-Select-Admin": "dbmid:ada"], "users/get_current_account", 200, "account_id"),
        (["Dropbox-API-Select-Admin": "dbmid:bob"], "users/get_current_account", 401, "invalid_select_admin"),
        (["Dropbox-API-Select-Admin": "dbmid:ada"], "auth/token/revoke", 400, "does not support \"Dropbox-API-Select-Admin\""),
        ([:], "team/token/get_authenticated_admin", 200, "dbmid:ada"),
        (["Dropbox-API-Select-User": "dbmid:bob"], "team/token/get_authenticated_admin", 400, "no Select header"),
    ] as [([String: String], String, Int, String)])
    func `a team token needs a member where a user is meant`(
        headers: [String: String], route: String, status: Int, text: String
    ) async throws {
        var account = FakeAccount()
        account.profile.team = FakeTeam()
        account.profile.team?.members = [
            .init(id: "dbmid:ada", isAdmin: true), .init(id: "dbmid:bob"), .init(id: "dbmid:gone", isActive: false),
        ]
        var options = FakeDropboxOptions()
        options.usesTeamToken = true
        options.scopes.formUnion(FakeDropboxOptions.teamScopes)
        try await withFakeDropbox(account, options: options) { fake in
            let answer = try DropboxCaller(fake).rpc(route, "null", headers: headers)
            #expect(answer.status == status)
            #expect(answer.text.contains(text))
        }
    }

    @Test func `a user's token opens no team route`() async throws {
        try await withFakeDropbox { fake in
            let token = fake.accessToken(scopes: ["team_info.read"])
            let answer = try DropboxCaller(fake, token: token).rpc("team/token/get_authenticated_admin", "null")
            #expect(answer.status == 400)
            #expect(answer.text.contains("for a specific user account"))
        }
    }
}
