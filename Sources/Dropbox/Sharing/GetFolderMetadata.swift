/// `sharing/get_folder_metadata`: one shared folder (reference section 6.2).
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-get_folder_metadata>
public struct GetFolderMetadata: DropboxEndpoint, Encodable {
    public static let route = "sharing/get_folder_metadata"
    public typealias Response = SharedFolderMetadata

    public var sharedFolderID: String

    public init(sharedFolderID: String) {
        self.sharedFolderID = sharedFolderID
    }

    public var subject: String? { sharedFolderID }

    private enum CodingKeys: String, CodingKey {
        case sharedFolderID = "shared_folder_id"
    }
}
