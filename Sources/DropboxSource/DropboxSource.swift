import Dropbox
public import Support
public import SyncEngine

/// A Dropbox account as a source of documents: every file and folder below a path.
public struct DropboxSource: DocumentSource {
    let account: DropboxAccount
    /// The tree that is listed at the moment: as whom it is read, and whose it is.
    private(set) var root: ListingRoot
    /// The folder of the account to list.
    private(set) var path: DropboxPath
    private(set) var isRecursive = true
    /// The homes of all active members of the team are read as well, each as its member. Only with a team's token.
    public var includesMemberFolders = false
    /// The advanced rules; nil for none.
    public var rules: AdvancedRules?
    /// Also lists the folders in which no rule can match anything: to show what is left out.
    public var listsWhatIsLeftOut = false
    /// What the queries of the current listing have found.
    let matched = MatchedItems()
    /// What the current listing is made of.
    let memory = ListingMemory()
    /// Matches of one query beyond which Dropbox does not go (reference 4.11).
    var searchCap = 10_000
    /// Who may see what; nil when documents say nothing of it. One of its own for each sync.
    public var permissions: Permissions?
    let contentRules: ContentRules
    let log: Log

    /// - Parameter account: The account to read.
    /// - Parameter path: The folder to read, with everything below it.
    public init(account: DropboxAccount, path: DropboxPath, contentRules: ContentRules, log: Log) {
        self.account = account
        root = ListingRoot(key: .account, client: account.client, path: path.text, ownerAccountID: account.accountID)
        self.path = path
        self.contentRules = contentRules
        self.log = log
    }

    public func pages(since cursor: SourceCursor?) -> SourcePages {
        SourcePages(source: self, cursor: cursor)
    }

    /// Acts as whoever reads the tree, with `/` where its paths begin.
    var client: DropboxClient { root.client }

    /// The same source for one folder of the account.
    func listing(_ folder: CrawlRoot) -> DropboxSource {
        var source = self
        source.path = folder.path
        source.root.path = folder.path.text
        source.isRecursive = folder.isRecursive
        return source
    }

    /// The same source for one tree.
    func reading(_ root: ListingRoot) -> DropboxSource {
        var source = self
        source.root = root
        return source
    }

    /// What Elastic's connector wrote: files and folders with their path, and files that others shared one by
    /// one, which have a link instead.
    public func recognizes(_ stored: StoredMarks) -> Bool {
        guard stored.id.hasPrefix("id:"), stored.source.id == stored.id else { return false }
        return switch stored.source.type {
        case "File": stored.source.filePath != nil || stored.source.url != nil
        case "Folder": stored.source.filePath != nil
        default: false
        }
    }
}
