/// `sharing/get_shared_link_metadata`: what a shared link leads to.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-get_shared_link_metadata>
public struct GetSharedLinkMetadata: DropboxEndpoint {
    public static let route = "sharing/get_shared_link_metadata"
    public typealias Response = SharedLinkMetadata

    public var arguments: SharedLinkArguments

    public init(_ link: SharedLinkArguments) {
        arguments = link
    }

    public var subject: String? { arguments.subject }
}
