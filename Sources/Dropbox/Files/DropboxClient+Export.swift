import Foundation
import Transport

extension DropboxClient {
    /// Exports a file that cannot be downloaded: a Paper or Google document.
    ///
    /// - Parameters:
    ///   - format: One of the file's ``ExportInfo/formats``; nil leaves it to Dropbox.
    ///   - limit: The most bytes to accept. The size is not known before: `file.size` is not the export's.
    /// - Throws: ``DropboxError``: `nonExportable`, `invalidExportFormat`, `exportNotReady` when it was not
    ///   ready after all attempts, `tooLarge`, `pathNotFound`. `CancellationError` when the task is cancelled.
    ///
    /// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#files-export>
    public func export(_ file: FileMetadata, format: String?, limit: Int) async throws -> ExportedContent {
        let endpoint = Export(path: file.id, exportFormat: format)
        return try await send(try request(for: endpoint, limit: limit), for: endpoint) { response in
            try checkSize(of: response, limit: limit, for: endpoint)
            let metadata = result(of: endpoint, in: response)?.exportMetadata
            guard metadata?.exportHash.map({ $0 == ContentHash.of(response.body) }) ?? true else {
                throw DropboxError(
                    .contentMismatch, operation: endpoint.operation, status: response.status,
                    requestID: response.headers["X-Dropbox-Request-Id"])
            }
            return ExportedContent(export: metadata, data: response.body)
        }
    }
}
