extension DropboxError.Code {
    /// Whether the same request may succeed when it is sent again (reference section 3.6).
    var isTransient: Bool {
        switch self {
        case .unavailable, .tooManyWriteOperations, .exportNotReady, .rateLimited: true
        // A connection that breaks off can look like a short answer.
        case .contentMismatch, .unreadableAnswer: true
        case .unauthorized, .refreshTokenRejected, .appCredentialsRejected, .tokenRequestRejected, .missingScope,
            .missingAppScope, .wrongTokenKind, .memberUnavailable, .notTeamAdmin, .noAuthenticatedAdmin:
            false
        case .accessDenied, .paperUnavailable, .invalidRoot, .noPermission, .emailNotVerified: false
        case .pathNotFound, .notFolder, .notFile, .malformedPath, .restrictedContent, .unsupportedContentType,
            .locked, .unsupportedFile, .notDownloadable, .nonExportable, .invalidExportFormat:
            false
        case .cursorReset, .invalidCursor, .endlessListing, .invalidSearch: false
        case .sharedLinkNotFound, .sharedLinkAccessDenied, .unsupportedLink, .sharedLinkIsFolder,
            .sharedItemInaccessible:
            false
        case .untrustedServer, .unknownRoute, .badRequest, .refused, .tooLarge: false
        }
    }

    /// The least that ends with it, whichever route it came from.
    var smallestScope: DropboxError.Scope {
        switch self {
        case .unauthorized, .refreshTokenRejected, .appCredentialsRejected, .tokenRequestRejected, .missingScope,
            .missingAppScope, .wrongTokenKind, .notTeamAdmin, .noAuthenticatedAdmin, .untrustedServer, .unknownRoute:
            .sync
        // One member, or one namespace, of a team; others can be read.
        case .memberUnavailable, .invalidRoot, .noPermission: .listing
        case .cursorReset, .invalidCursor, .endlessListing, .invalidSearch: .listing
        case .accessDenied, .paperUnavailable, .emailNotVerified, .pathNotFound, .notFolder, .notFile,
            .malformedPath, .restrictedContent, .unsupportedContentType, .locked, .unsupportedFile, .notDownloadable,
            .nonExportable, .invalidExportFormat, .exportNotReady, .sharedLinkNotFound, .sharedLinkAccessDenied,
            .unsupportedLink, .sharedLinkIsFolder, .sharedItemInaccessible, .rateLimited, .tooManyWriteOperations,
            .unavailable, .badRequest, .refused, .unreadableAnswer, .contentMismatch, .tooLarge:
            .item
        }
    }
}
