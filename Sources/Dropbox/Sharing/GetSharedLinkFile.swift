/// `sharing/get_shared_link_file`: the content of the file behind a shared link.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-get_shared_link_file>
public struct GetSharedLinkFile: DropboxContentEndpoint {
    public static let route = "sharing/get_shared_link_file"
    public typealias Response = SharedLinkMetadata

    public var arguments: SharedLinkArguments

    public init(_ link: SharedLinkArguments) {
        arguments = link
    }

    public var subject: String? { arguments.subject }
}
