/// A page of entries, in the order in which they are to be applied (reference section 4.3).
public struct ListFolderPage: DropboxPage {
    /// May be empty although there is more.
    public var entries: [Metadata]
    /// Leads to what follows, and after the last page to what will have changed since. To be stored
    /// only after the entries before it are safe.
    public var cursor: String
    public var hasMore: Bool

    public var following: FollowingPage { hasMore ? .from(cursor: cursor) : .none }

    private enum CodingKeys: String, CodingKey {
        case entries, cursor
        case hasMore = "has_more"
    }
}
