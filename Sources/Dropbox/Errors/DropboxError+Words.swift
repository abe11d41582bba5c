extension DropboxError.Code {
    /// What happened, as the middle of a sentence.
    package var meaning: String {
        switch self {
        case .unauthorized: "Dropbox does not accept the access token"
        case .refreshTokenRejected: "Dropbox does not accept the refresh token: it is malformed or was revoked"
        case .appCredentialsRejected: "Dropbox does not know this app key and secret"
        case .tokenRequestRejected: "Dropbox refused to give an access token"
        case .missingScope(let scope): "the authorization lacks the scope \(scope ?? "it needs")"
        case .missingAppScope(let scope): "the Dropbox app lacks the scope \(scope ?? "it needs")"
        case .wrongTokenKind: "the authorization is of the wrong kind, team or personal account"
        case .memberUnavailable: "the selected team member left the team or is suspended"
        case .notTeamAdmin: "the selected team member is not an admin"
        case .noAuthenticatedAdmin: "the admin who authorized the app is not active any more"
        case .accessDenied(let tag): "the account may not do this: \(tag)"
        case .paperUnavailable: "the account has no Dropbox Paper"
        case .invalidRoot: "the account has another root namespace by now"
        case .noPermission: "the namespace may not be read"
        case .emailNotVerified: "the account's e-mail address is not verified"
        case .pathNotFound: "there is nothing at this path"
        case .notFolder: "this is not a folder"
        case .notFile: "this is not a file"
        case .malformedPath: "the path is malformed"
        case .restrictedContent: "the content is restricted for legal reasons"
        case .unsupportedContentType: "this type of file does not support the operation"
        case .locked: "the path is locked"
        case .unsupportedFile, .notDownloadable: "the file cannot be downloaded, only exported"
        case .nonExportable: "the file cannot be exported, only downloaded"
        case .invalidExportFormat: "the file cannot be exported to this format"
        case .exportNotReady: "the export is not ready yet"
        case .cursorReset: "the cursor is not valid any more"
        case .invalidCursor: "Dropbox does not accept the cursor"
        case .endlessListing: "the listing says that it goes on but does not"
        case .invalidSearch: "Dropbox does not accept the search"
        case .sharedLinkNotFound: "the shared link does not exist or has expired"
        case .sharedLinkAccessDenied: "the shared link may not be opened"
        case .unsupportedLink: "this kind of shared link cannot be read"
        case .sharedLinkIsFolder: "the shared link leads to a folder"
        case .sharedItemInaccessible(let tag): "the members cannot be read: \(tag)"
        case .rateLimited: "Dropbox asked to wait too often"
        case .tooManyWriteOperations: "others are writing into the same folder"
        case .unavailable: "Dropbox did not answer properly"
        case .untrustedServer: "the server's certificate is not trusted"
        case .unknownRoute: "there is no such route at this address"
        case .badRequest: "Dropbox calls the request malformed"
        case .refused(let tag): "Dropbox refused: \(tag)"
        case .unreadableAnswer: "the answer cannot be read"
        case .contentMismatch: "the bytes received do not have the file's content hash"
        case .tooLarge: "the content is larger than allowed"
        }
    }

    /// What the reader of the log can do about it.
    var remedy: String? {
        switch self {
        case .unauthorized: "Create a new refresh token and set refresh_token in the connector's configuration."
        case .refreshTokenRejected:
            "Authorize the app again and set the new refresh_token in the connector's configuration."
        case .appCredentialsRejected: "Check app_key and app_secret in the connector's configuration."
        case .tokenRequestRejected:
            "Check app_key, app_secret and refresh_token in the connector's configuration: they must belong together."
        case .missingScope:
            "Grant the scope in the Dropbox app console, then authorize again: an existing refresh token does not get it."
        case .missingAppScope:
            "Tick the scope under Permissions in the Dropbox app console, then authorize again."
        case .wrongTokenKind: "Authorize the app again as a team admin or as a single account, as the sync needs it."
        case .notTeamAdmin, .noAuthenticatedAdmin: "Let an active team admin authorize the app again."
        case .accessDenied: "Ask the team's admin or check the plan of the account."
        case .emailNotVerified: "The account's owner must verify the e-mail address in Dropbox."
        case .cursorReset, .invalidCursor, .invalidRoot: "The next sync lists the account from the start instead."
        case .malformedPath, .badRequest: "Check the configured path: it starts with \"/\" and does not end with one."
        case .invalidSearch: "Check the query and options of the sync rule."
        case .untrustedServer: "Add the CA to the system's certificates."
        case .unknownRoute: "Check dropbox.api_url, dropbox.content_url and dropbox.notify_url."
        case .tooLarge: "Raise the limit for downloads if the text of this file is wanted."
        case .notDownloadable, .unsupportedFile: "Its text can be had by an export."
        case .memberUnavailable, .paperUnavailable, .noPermission, .pathNotFound, .notFolder, .notFile,
            .restrictedContent, .unsupportedContentType, .locked, .nonExportable, .invalidExportFormat,
            .exportNotReady, .endlessListing, .sharedLinkNotFound, .sharedLinkAccessDenied, .unsupportedLink,
            .sharedLinkIsFolder, .sharedItemInaccessible, .rateLimited, .tooManyWriteOperations, .unavailable,
            .refused, .unreadableAnswer, .contentMismatch:
            nil
        }
    }
}
