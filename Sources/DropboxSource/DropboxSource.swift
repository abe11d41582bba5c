import Dropbox
public import Support
public import SyncEngine

/// A Dropbox account as a source of documents: every file and folder below a path.
public struct DropboxSource: DocumentSource {
    let client: DropboxClient
    let path: DropboxPath
    let contentRules: ContentRules
    let log: Log

    /// - Parameter account: The account to read.
    /// - Parameter path: The folder to read, with everything below it.
    public init(account: DropboxAccount, path: DropboxPath, contentRules: ContentRules, log: Log) {
        client = account.client
        self.path = path
        self.contentRules = contentRules
        self.log = log
    }

    public func pages(since cursor: SourceCursor?) -> AccountListing {
        AccountListing(source: self, cursor: cursor)
    }

    /// What Elastic's connector wrote of this account's own files and folders. Files that others shared one by
    /// one have a `url` instead of a path; the listing does not speak of them, so they are not judged by it.
    public func recognizes(_ stored: StoredMarks) -> Bool {
        stored.id.hasPrefix("id:") && stored.source.id == stored.id && stored.source.filePath != nil
            && ["File", "Folder"].contains(stored.source.type)
    }
}
