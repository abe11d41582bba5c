extension DropboxError {
    /// What happened. Sections are those of the reference.
    public enum Code: Sendable, Hashable {
        // The authorization (2.3, 2.4)

        /// The access token was refused, and so was the one after it.
        case unauthorized
        /// The refresh token is unknown, malformed or revoked.
        case refreshTokenRejected
        /// There is no app with this key and secret.
        case appCredentialsRejected
        /// The token endpoint did not accept the request for another reason.
        case tokenRequestRejected
        /// The token lacks this scope.
        case missingScope(String?)
        /// The app itself lacks this scope.
        case missingAppScope(String?)
        /// A team's token on an account's route without a member, or an account's token on a team's route.
        case wrongTokenKind
        /// The selected member left the team or is suspended.
        case memberUnavailable
        /// The selected admin is not an admin of the team.
        case notTeamAdmin
        /// The admin who authorized the app is not known or not active any more.
        case noAuthenticatedAdmin

        // The account and its plan (3.3, 1.7)

        /// The account may not do this at all: `invalid_account_type`, `team_access_denied`, …
        case accessDenied(String)
        /// Paper is not available to this account.
        case paperUnavailable
        /// The root namespace is another one by now: the team's layout has changed.
        case invalidRoot(RootInfo?)
        /// The namespace in the path root may not be read.
        case noPermission
        /// The account has to verify its e-mail address first.
        case emailNotVerified

        // A path or file (3.2, 4.7, 4.8)

        /// Nothing there, or nothing that may be seen.
        case pathNotFound
        case notFolder
        case notFile
        case malformedPath
        /// Blocked for legal reasons; only the content is.
        case restrictedContent
        /// The operation does not exist for this type of file.
        case unsupportedContentType
        case locked
        /// This file cannot be downloaded, only exported.
        case unsupportedFile
        /// The metadata says that the file cannot be downloaded; it was not tried.
        case notDownloadable
        /// This file cannot be exported, only downloaded.
        case nonExportable
        case invalidExportFormat
        /// The export is not ready yet.
        case exportNotReady

        // Listings and searches (4.2, 4.11)

        /// The cursor is not valid any more: list from the start.
        case cursorReset
        /// The cursor of a sharing or team listing was refused.
        case invalidCursor
        /// The listing says that it goes on, but leads back to where it was, or nowhere.
        case endlessListing
        /// The search was refused.
        case invalidSearch

        // Sharing (6)

        case sharedLinkNotFound
        case sharedLinkAccessDenied
        case unsupportedLink
        /// A link to a folder where a file is wanted.
        case sharedLinkIsFolder
        /// Members of this file or folder cannot be read: `not_a_member`, `no_permission`, …
        case sharedItemInaccessible(String)

        // The traffic (3.5, 3.6)

        /// Dropbox asked to wait so often that the request was given up.
        case rateLimited
        /// Others write into the same namespace.
        case tooManyWriteOperations
        /// No answer, half an answer, or a failure at Dropbox.
        case unavailable
        /// The server's certificate is not trusted.
        case untrustedServer
        /// There is no such route at this address.
        case unknownRoute
        /// The request was malformed: a mistake in this program, or in a configured path.
        case badRequest
        /// The endpoint's own refusal, with a tag that is not known here.
        case refused(String)

        // The answer

        /// An answer that is not what the reference promises.
        case unreadableAnswer
        /// The content did not have the content hash that Dropbox gives for it.
        case contentMismatch
        /// More bytes than the caller accepts.
        case tooLarge
    }
}
