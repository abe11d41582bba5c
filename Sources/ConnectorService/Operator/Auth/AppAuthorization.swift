import ConnectorProtocol
import Dropbox
import DropboxSource
public import Foundation
public import Support

/// `auth`: a person allows the Dropbox app on Dropbox's page, and the code that comes of it becomes a refresh token.
public struct AppAuthorization: Sendable {
    private let context: ServiceContext
    private let appSecret: Secret
    private let code: AuthorizationCode

    /// - Parameters:
    ///   - appSecret: Empty for an app that is used by PKCE alone.
    ///   - usesPKCE: Whether the refresh token is bound to this process instead of to the secret.
    ///   - redirect: Where the browser brings the code; nil for one that is copied by hand.
    /// - Throws: What is wrong with the configuration or the environment, as a text for the operator.
    public init(
        configuration: ServiceConfiguration, environment: [String: String], log: Log, appKey: String,
        appSecret: Secret, usesPKCE: Bool, redirect: URL?
    ) throws {
        context = try .impatient(configuration, environment: environment, log: log)
        self.appSecret = appSecret
        code = AuthorizationCode(appKey: appKey, appSecret: usesPKCE ? nil : appSecret, redirect: redirect)
    }

    /// The page to open.
    public var page: URL { code.page }

    /// What the redirect must bring back.
    public var state: String { code.state }

    /// Exchanges the code, and asks Dropbox whose account it is for.
    ///
    /// - Throws: ``OperatorFailure``, `CancellationError`.
    public func finish(_ text: Secret) async throws -> AuthorizedApp {
        do {
            let grant = try await context.exchange(text, of: code)
            var app = AuthorizedApp(
                appKey: code.appKey, appSecret: appSecret, refreshToken: grant.refreshToken, scopes: grant.scopes,
                isPKCE: code.appSecret == nil)
            let account = try await context.account(try app.settings, log: context.log)
            app.email = account.email
            app.isTeam = account.isTeam
            return app
        } catch let error as DropboxError where error.code == .refreshTokenRejected {
            throw OperatorFailure(
                .failure,
                "Dropbox does not accept the code: it works once, and for some minutes. Run dropbox-connector auth again.")
        } catch let error as DropboxError {
            throw OperatorFailure(.failure, "\(error)")
        }
    }
}

/// An app with an authorization.
public struct AuthorizedApp: Sendable {
    var appKey: String
    var appSecret: Secret
    var refreshToken: Secret
    var scopes: Set<String>
    /// Whether the refresh token is used without the secret.
    var isPKCE: Bool
    /// What was found out about an access token by trying it; nil for a refresh token.
    var trial: [Finding]?
    var email = ""
    var isTeam = false

    /// Whose it is and what it may do.
    public func lines(_ style: OutputStyle) -> [String] { findings.map { $0.text(style) } }

    /// The same for machines.
    ///
    /// - Parameters:
    ///   - place: Where it was stored; nil for nowhere.
    ///   - withSecrets: Whether the ``variables`` are part of it.
    public func json(storedIn place: String?, withSecrets: Bool) -> JSON {
        var json: JSON = [
            "email": .string(email), "is_team": .bool(isTeam), "scopes": .array(scopes.sorted().map { .string($0) }),
            "findings": .array(findings.map(\.json)), "stored_in": place.map { .string($0) } ?? .null,
        ]
        if withSecrets {
            json["variables"] = .object(Dictionary(
                variables.map { ($0.name, JSON.string($0.value.reveal())) }, uniquingKeysWith: { first, _ in first }))
        }
        return json
    }

    private var findings: [Finding] {
        let make = FindingMaker(subject: "Dropbox")
        var findings = [
            make.passed("auth.account", "Authorized by \(email)\(isTeam ? ", the admin of a team, for the whole team" : "")")
        ]
        if let trial { return findings + trial }
        for scope in DropboxScope.allCases where isTeam || !scope.isOfTeam {
            findings.append(
                scopes.contains(scope.rawValue)
                    ? make.passed("auth.scope", "The scope \(scope.rawValue) is granted")
                    : make.warning("auth.scope", "The scope \(scope.rawValue) is missing: \(scope.use)", scope.remedy))
        }
        return findings
    }

    /// Names by which the connector's configuration refers to them: `${DROPBOX_APP_KEY}`. All are secret.
    public var variables: [(name: String, value: Secret)] {
        [
            ("DROPBOX_APP_KEY", Secret(appKey)), ("DROPBOX_APP_SECRET", secretForTheForm),
            ("DROPBOX_REFRESH_TOKEN", refreshToken),
        ]
    }

    /// The values as the connector's configuration has them.
    var configuration: JSON {
        [
            "app_key": ["value": .string(appKey)], "app_secret": ["value": .string(secretForTheForm.reveal())],
            "refresh_token": ["value": .string(refreshToken.reveal())],
        ]
    }

    /// The form does not take an empty secret, also where none is used.
    private var secretForTheForm: Secret { appSecret.isEmpty ? Secret("not-used-with-pkce") : appSecret }

    var settings: SourceSettings {
        get throws {
            var stored = ConfigurationSchema.dropbox.json.objectValue ?? [:]
            for (name, entry) in configuration.objectValue ?? [:] {
                guard let value = entry["value"] else { continue }
                stored[name]?["value"] = value
            }
            var settings = SourceSettings(try ConnectorConfiguration(stored: stored, schema: .dropbox))
            settings.retryCount = 1
            if isPKCE { settings.credentials.appSecret = Secret("") }
            return settings
        }
    }
}
