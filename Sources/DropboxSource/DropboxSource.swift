import Dropbox
public import Support
public import SyncEngine

/// A Dropbox account as a source of documents: every file and folder below a path.
public struct DropboxSource: DocumentSource {
    let client: DropboxClient
    /// The folder to list.
    private(set) var path: DropboxPath
    private(set) var isRecursive = true
    /// The advanced rules; nil for none.
    public var rules: AdvancedRules?
    /// Also lists the folders in which no rule can match anything: to show what is left out.
    public var listsWhatIsLeftOut = false
    /// What the queries of the current listing have found.
    let matched = MatchedItems()
    /// Matches of one query beyond which Dropbox does not go (reference 4.11).
    var searchCap = 10_000
    /// Who may see what; nil when documents say nothing of it. One of its own for each sync.
    public var permissions: Permissions?
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

    public func pages(since cursor: SourceCursor?) -> SourcePages {
        SourcePages(source: self, cursor: cursor)
    }

    /// The same source for one folder.
    func listing(_ root: CrawlRoot) -> DropboxSource {
        var source = self
        source.path = root.path
        source.isRecursive = root.isRecursive
        return source
    }

    /// What Elastic's connector wrote of this account's own files and folders. Files that others shared one by
    /// one have a `url` instead of a path; the listing does not speak of them, so they are not judged by it.
    public func recognizes(_ stored: StoredMarks) -> Bool {
        stored.id.hasPrefix("id:") && stored.source.id == stored.id && stored.source.filePath != nil
            && ["File", "Folder"].contains(stored.source.type)
    }
}
