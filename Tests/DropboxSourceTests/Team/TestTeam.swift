import FakeDropbox
import Foundation
import Support
import Synchronization

@testable import DropboxSource

/// A team of three: Ada, the admin, Bob and Cleo. What each folder holds is told by its name.
struct TestTeam {
    var account: FakeAccount
    let bob: FakeTeam.Member
    let cleo: FakeTeam.Member
    /// All three are in it; in it a folder of Bob's alone.
    let marketing: String
    let closed: String
    /// Only Cleo is in it.
    let finance: String
    /// Bob's, shared with Cleo; in Bob's home.
    let shared: String
    /// Somebody outside has shared it with Ada.
    let outside: String

    init(_ layout: FakeTeam.Layout) throws {
        account = .team(layout)
        bob = account.addMember("bob")
        cleo = account.addMember("cleo")
        let ada = account.profile.accountID
        try account.write("/notes.txt", "of ada")
        try account.write("ns:\(bob.homeNamespace ?? "")/diary.txt", "of bob")
        try account.write("ns:\(cleo.homeNamespace ?? "")/deep/er/list.txt", "of cleo")
        marketing = account.addTeamFolder(
            "Marketing", members: FakeMembers(users: [ada: .owner, bob.accountID: .editor, cleo.accountID: .viewer]))
        try account.write("ns:\(marketing)/plan.txt", "plan")
        try account.write("ns:\(marketing)/Sub/Closed/secret.txt", "secret")
        closed = try account.share(
            "ns:\(marketing)/Sub/Closed", with: FakeMembers(users: [bob.accountID: .owner]), inheritsMembers: false)
        finance = account.addTeamFolder("Finance", members: FakeMembers(users: [cleo.accountID: .owner]))
        try account.write("ns:\(finance)/budget.txt", "budget")
        try account.createFolder("ns:\(bob.homeNamespace ?? "")/Pair")
        shared = try account.share(
            "ns:\(bob.homeNamespace ?? "")/Pair", with: FakeMembers(users: [bob.accountID: .owner, cleo.accountID: .editor]))
        try account.write("ns:\(shared)/both.txt", "both")
        outside = account.addOutsideFolder("Partners", members: FakeMembers(users: [ada: .viewer]))
        try account.write("ns:\(outside)/offer.txt", "offer")
    }

    /// Texts of all files that are the team's or the admin's.
    static let teamOwned: Set<String> = ["of ada", "plan", "secret", "budget", "offer"]
    /// Texts of all files that belong to no member alone.
    static let common = teamOwned.union(["both"])
    static let ofOthers: Set<String> = ["of bob", "of cleo"]
}

extension SyncedAccount {
    /// Every text of the index; a text twice would be a document twice.
    var texts: [String] { documents.values.compactMap { $0["body"]?.stringValue }.filter { !$0.isEmpty }.sorted() }

    /// The namespaces and paths that were listed from the start, as their arguments name them.
    var listed: [String] {
        dropbox.requests.filter { $0.route == "files/list_folder" && $0.status == 200 }
            .compactMap { request in
                let identity = request.headers["dropbox-api-select-admin"] ?? request.headers["dropbox-api-select-user"] ?? ""
                let path = request.argument?["path"]?.stringValue ?? ""
                return path.isEmpty ? "\(identity) /" : path
            }
    }
}

/// Runs `body` with a team and no index yet.
func withSyncedTeam(
    _ team: TestTeam, _ change: (inout FakeDropboxOptions) -> Void = { _ in }, path: String = "",
    membersToo: Bool = false, _ body: (SyncedAccount) async throws -> Void
) async throws {
    var options = FakeDropboxOptions.team
    change(&options)
    try await withSyncedAccount(team.account, options: options, path: path) { synced in
        synced.includesMemberFolders.withLock { $0 = membersToo }
        try await body(synced)
    }
}
