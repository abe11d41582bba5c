/// What somebody may do with a file or folder (reference section 6.7).
public enum AccessLevel: String, Sendable {
    case owner, editor, viewer
    case viewerNoComment = "viewer_no_comment"
    /// May pass through to subfolders and see nothing else.
    case traverse
    case noAccess = "no_access"

    public var canRead: Bool {
        switch self {
        case .owner, .editor, .viewer, .viewerNoComment: true
        case .traverse, .noAccess: false
        }
    }
}
