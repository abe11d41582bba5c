import Dropbox
import FakeDropbox
import Foundation
import Support
import SyncEngine
import TestSupport
import Transport

@testable import DropboxSource

/// A team of Ada, Bob, Cleo and Dan, and the permissions of what Ada lists.
struct SharedTeam {
    var account = FakeAccount.team(.classic)
    let ada: String
    let bob: String
    let cleo: String
    let dan: String
    /// Cleo is in it.
    let legal: String

    init() {
        ada = account.profile.accountID
        bob = account.addMember("bob").accountID
        cleo = account.addMember("cleo").accountID
        dan = account.addMember("dan").accountID
        legal = account.addGroup("Legal", members: ["dbmid:cleo"]).id
    }

    /// Runs `body` with a Dropbox that has the team.
    func run(
        scopes: Set<String>? = nil, sharing: SharingQuirks = SharingQuirks(), _ body: (ListedTeam) async throws -> Void
    ) async throws {
        var options = FakeDropboxOptions.team
        options.scopes = scopes ?? options.scopes
        options.sharing = sharing
        try await withFakeDropbox(account, options: options) { try await body(ListedTeam(dropbox: $0)) }
    }
}

/// What Ada's listing says of who may see what.
struct ListedTeam {
    let dropbox: FakeDropbox
    var includesInherited = true

    func account() async throws -> DropboxAccount {
        var options = DropboxOptions()
        options.hosts = DropboxHosts(all: dropbox.url)
        options.requestTimeout = .seconds(3)
        return try await DropboxAccount.identify(
            DropboxClient(
                credentials: DropboxCredentials(
                    appKey: dropbox.credentials.appKey, appSecret: Secret(dropbox.credentials.appSecret),
                    refreshToken: Secret(dropbox.credentials.refreshToken)),
                options: options, transport: URLSessionTransport(), authorizations: DropboxAuthorizations(),
                clock: RecordingClock(), log: .silent))
    }

    func source() async throws -> DropboxSource {
        let account = try await account()
        var source = DropboxSource(
            account: account, path: DropboxPath(configured: ""), contentRules: ContentRules(), log: .silent)
        source.permissions = Permissions(account: account, includesInherited: includesInherited, log: .silent)
        return source
    }

    /// The access lists of a full listing, by path.
    func lists() async throws -> [String: AccessList] {
        var lists: [String: AccessList] = [:]
        for try await page in try await source().pages(since: nil) {
            for case .upsert(let document) in page.changes { lists[document.label] = document.access }
        }
        return lists
    }

    func calls(_ route: String) -> Int { dropbox.requests.count { $0.route == route } }
}
