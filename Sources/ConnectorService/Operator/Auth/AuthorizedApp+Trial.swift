import Dropbox
import DropboxSource
import Foundation
public import Support

extension AuthorizedApp {
    /// An access token that exists already, for a trial run: no app has to be set up for it, and it dies soon.
    ///
    /// It takes the place of the refresh token. Access tokens that expire begin with `sl.` (Dropbox reference, 2.2), by
    /// which the two are told apart.
    ///
    /// - Throws: ``OperatorFailure``, `CancellationError`; what is wrong with the configuration.
    public static func trial(
        _ token: Secret, configuration: ServiceConfiguration, environment: [String: String], log: Log
    ) async throws -> AuthorizedApp {
        guard token.reveal().hasPrefix(DropboxCredentials.accessTokenPrefix) else {
            throw OperatorFailure(
                .failure,
                "This is no access token: they begin with \(DropboxCredentials.accessTokenPrefix). The Dropbox app console generates one under Settings.")
        }
        let context = try ServiceContext.impatient(configuration, environment: environment, log: log)
        var app = AuthorizedApp(
            appKey: "not-used-with-access-token", appSecret: Secret("not-used-with-access-token"), refreshToken: token,
            scopes: [], isPKCE: false)
        do {
            let account = try await context.account(try app.settings, log: log)
            app.email = account.email
            app.isTeam = account.isTeam
            let make = FindingMaker(subject: "Dropbox")
            var findings: [Finding] = []
            for scope in DropboxScope.allCases where account.isTeam || !scope.isOfTeam {
                findings.append(try await scope.finding(account.client, make, isNeeded: false))
            }
            findings.append(
                make.warning(
                    "auth.trial",
                    "This access token dies 4 hours after it was made, at \(latestEnd(context.now())) at the latest, and cannot be renewed",
                    "It is good for a trial run. dropbox-connector auth replaces it with an authorization that lasts."))
            app.trial = findings
            return app
        } catch let error as DropboxError {
            throw OperatorFailure(.failure, "\(error)")
        }
    }

    /// When a token that was made this moment dies.
    private static func latestEnd(_ now: Date) -> String { Timestamp.formatDropbox(now.addingTimeInterval(4 * 3600)) }
}
