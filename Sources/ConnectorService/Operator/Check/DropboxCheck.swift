import ConnectorProtocol
import Dropbox
import DropboxSource
import Support

/// A connector's Dropbox: the token, whose it is, what it may do, and the path.
struct DropboxCheck {
    let context: ServiceContext
    let settings: SourceSettings
    let make: FindingMaker

    init(context: ServiceContext, settings: SourceSettings, make: FindingMaker) {
        self.context = context
        self.make = make
        var settings = settings
        // Somebody waits: a failure is told at once.
        settings.retryCount = 1
        self.settings = settings
    }

    func run(_ note: (Finding) -> Void) async throws {
        let account: DropboxAccount
        do {
            account = try await context.account(settings, log: context.log)
            note(make.passed("dropbox.token", "Dropbox accepts the refresh token"))
            for finding in try await owner(account) { note(finding) }
        } catch let error as DropboxError {
            return note(
                make.failed("dropbox.token", error, or: "Check the network, and dropbox.api_url if it is set."))
        }
        do {
            try await account.check(settings.path)
            note(make.passed("dropbox.path", "\(settings.path) is a folder of the account"))
        } catch let error as DropboxError {
            note(make.failed("dropbox.path", error, or: "Try again later."))
        } catch let error as PathUnusable {
            note(
                make.failed(
                    "dropbox.path", "\(error)",
                    "Correct the path in the connector's configuration, as Dropbox shows it: /Folder/Subfolder; empty is everything."))
        }
        for scope in DropboxScope.allCases where account.isTeam || !scope.isOfTeam {
            let isNeeded = !scope.isOfPermissions || settings.useDocumentLevelSecurity
            note(try await scope.finding(account.client, make, isNeeded: isNeeded))
        }
        note(rateLimit(account))
    }

    private func owner(_ account: DropboxAccount) async throws -> [Finding] {
        let details = try await account.client.call(GetCurrentAccount())
        let team = details.team.map { " of the team \($0.name)" } ?? ""
        let role = account.isTeam ? ", the admin of a team's authorization" : ""
        let root = details.rootInfo
        let place = root.hasTeamSpace ? "the team's space, with the account's own folder in it" : "the account's own folder"
        var findings = [
            make.passed("dropbox.account", "The account is \(account.email)\(team)\(role)"),
            make.passed("dropbox.namespace", "/ is \(place) (namespace \(root.rootNamespaceID))"),
        ]
        if settings.useDocumentLevelSecurity, !account.isTeam, details.team != nil {
            findings.append(
                make.warning(
                    "dropbox.team", "The authorization is that of one account: who else is in the team cannot be read",
                    """
                    Let an admin of the team authorize an app of the team, with dropbox-connector auth; without it only \
                    \(account.email) gets an identity to search with.
                    """))
        }
        return findings
    }

    /// Whether Dropbox made us wait for any of the calls above.
    private func rateLimit(_ account: DropboxAccount) -> Finding {
        let paused = account.client.counters.snapshot
        guard paused.pauses > 0 else { return make.passed("dropbox.rate_limit", "Dropbox asked for no pause") }
        return make.warning(
            "dropbox.rate_limit", "Dropbox asked for \(paused.pauses.counted("pause", "pauses")), \(Int(paused.paused.seconds)) s in all",
            "Other programs may use the same app or account. Syncs wait as long as Dropbox asks, and go on.")
    }
}

/// What an authorization must include, found out by a call that is refused without it.
enum DropboxScope: String, CaseIterable {
    case metadata = "files.metadata.read"
    case content = "files.content.read"
    case sharing = "sharing.read"
    case members = "members.read"
    case groups = "groups.read"

    /// Whether only a team's authorization can have it.
    var isOfTeam: Bool { self == .members || self == .groups }

    /// Whether it is needed only where documents say who may see them.
    var isOfPermissions: Bool { self == .sharing || isOfTeam }

    /// What does not work without it.
    var use: String {
        switch self {
        case .metadata: "nothing can be listed"
        case .content: "no text of any file is indexed"
        case .sharing: "who may see a document cannot be read"
        case .members: "who is in the team cannot be read, so that nobody gets an identity to search with"
        case .groups: "which groups may see a document cannot be resolved to people"
        }
    }

    /// - Parameter isNeeded: Whether the connector's configuration asks for what the scope allows.
    /// - Throws: `CancellationError`.
    func finding(_ client: DropboxClient, _ make: FindingMaker, isNeeded: Bool) async throws -> Finding {
        let name = "dropbox.scope.\(rawValue)"
        do {
            try await probe(client)
        } catch let error as DropboxError {
            switch error.code {
            case .missingScope, .missingAppScope:
                let text = "The authorization lacks the scope \(rawValue): \(use)"
                return isNeeded ? make.failed(name, text, remedy) : make.warning(name, text, remedy)
            // The refusal of an argument comes after that of a scope.
            case .pathNotFound, .malformedPath, .badRequest, .tooLarge, .restrictedContent: break
            default: return make.failed(name, error, or: "Try again later.")
            }
        }
        return make.passed(name, "The scope \(rawValue) is granted")
    }

    var remedy: String {
        """
        Tick \(rawValue) under Permissions in the Dropbox app console, then run dropbox-connector auth again: an \
        existing refresh token does not get it.
        """
    }

    private func probe(_ client: DropboxClient) async throws {
        switch self {
        case .metadata:
            var first = ListFolder()
            first.limit = 1
            _ = try await client.call(first)
        case .content:
            // Nothing has this name, so that nothing is transferred.
            let path = "/.dropbox-connector-check/nothing-is-here"
            let file = FileMetadata(
                id: path, name: "nothing-is-here", clientModified: "", serverModified: "", rev: "", size: 0)
            _ = try await client.download(file, limit: 1)
        case .sharing:
            var first = ListReceivedFiles()
            first.limit = 1
            _ = try await client.call(first)
        case .members:
            var first = ListTeamMembers()
            first.limit = 1
            _ = try await client.call(first)
        case .groups:
            var first = ListGroups()
            first.limit = 1
            _ = try await client.call(first)
        }
    }
}
