import Foundation
import Transport

extension DropboxClient {
    /// Downloads the file behind a shared link.
    ///
    /// A link's metadata has no content hash; the size is compared where the answer tells it.
    ///
    /// - Parameter limit: The most bytes to accept.
    /// - Throws: ``DropboxError``: `sharedLinkNotFound` (also for an expired link), `sharedLinkAccessDenied`,
    ///   `sharedLinkIsFolder`, `unsupportedLink`, `tooLarge`. `CancellationError` when the task is cancelled.
    ///
    /// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#sharing-get_shared_link_file>
    public func download(_ link: SharedLinkArguments, limit: Int) async throws -> SharedLinkContent {
        let endpoint = GetSharedLinkFile(link)
        return try await send(try request(for: endpoint, limit: limit), for: endpoint) { response in
            try checkSize(of: response, limit: limit, for: endpoint)
            let metadata = result(of: endpoint, in: response)
            guard metadata?.file.map({ $0.size == response.body.count }) ?? true else {
                throw DropboxError(.contentMismatch, operation: endpoint.operation, status: response.status)
            }
            return SharedLinkContent(link: metadata, data: response.body)
        }
    }
}
