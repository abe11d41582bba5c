import ConnectorProtocol
import Dropbox
import DropboxSource
import Support

/// What a connector's configuration says about its Dropbox.
struct SourceSettings: Sendable {
    var credentials: DropboxCredentials
    var path: DropboxPath
    /// Attempts per request.
    var retryCount: Int
    var concurrentDownloads: Int
    var useTextExtractionService: Bool
    var useDocumentLevelSecurity: Bool
    /// Members of the folders above a shared folder may see what is in it, too.
    var includeInherited: Bool
    /// The homes of all members of the team are read as well.
    var includeMemberFolders: Bool

    init(_ configuration: ConnectorConfiguration) {
        credentials = DropboxCredentials(
            appKey: configuration.string("app_key"), appSecret: configuration.secret("app_secret"),
            refreshToken: configuration.secret("refresh_token"))
        path = DropboxPath(configured: configuration.string("path"))
        retryCount = configuration.int("retry_count") ?? 3
        concurrentDownloads = max(1, configuration.int("concurrent_downloads") ?? 100)
        useTextExtractionService = configuration.bool("use_text_extraction_service")
        useDocumentLevelSecurity = configuration.bool("use_document_level_security")
        includeInherited = configuration.bool("include_inherited_users_and_groups")
        includeMemberFolders = configuration.bool("include_member_folders")
    }
}
