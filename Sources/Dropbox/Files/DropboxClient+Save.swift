public import Foundation
import Transport

extension DropboxClient {
    /// Downloads a file's content into a file, in memory that its size has no part in.
    ///
    /// Like ``download(_:limit:)`` in everything else: by id, compared with the content hash, which is computed
    /// while the bytes arrive, tried again, and taken at its newest revision.
    ///
    /// - Parameter url: A file that exists; it is overwritten.
    /// - Returns: The file whose content it is: another revision than `file` when it has changed since.
    /// - Throws: As ``download(_:limit:)``. `CocoaError` when the file cannot be written.
    ///
    /// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#files-download>
    public func download(_ file: FileMetadata, to url: URL) async throws -> FileMetadata {
        let endpoint = Download(path: file.id)
        guard file.isDownloadable else { throw DropboxError(.notDownloadable, operation: endpoint.operation) }
        if try await save(file, by: endpoint, to: url, acceptingChange: true) { return file }
        var metadata = GetMetadata(path: file.id)
        metadata.includeHasExplicitSharedMembers = file.hasExplicitSharedMembers != nil
        guard case .file(let current) = try await call(metadata) else {
            throw DropboxError(.pathNotFound, operation: metadata.operation)
        }
        _ = try await save(current, by: endpoint, to: url, acceptingChange: false)
        return current
    }

    /// - Returns: False when it is the content of another revision.
    private func save(
        _ file: FileMetadata, by endpoint: Download, to url: URL, acceptingChange: Bool
    ) async throws -> Bool {
        let content = try ContentFile(url)
        var request = try request(for: endpoint, limit: .max)
        request.receiver = content
        let isContent = try await send(request, for: endpoint) { response in
            counters.count(bytes: content.byteCount)
            if content.isContent(of: file) { return true }
            if acceptingChange, result(of: endpoint, in: response)?.rev != file.rev { return false }
            throw DropboxError(
                .contentMismatch, operation: endpoint.operation, status: response.status,
                requestID: response.headers["X-Dropbox-Request-Id"])
        }
        try content.close()
        return isContent
    }

    /// Exports a file into a file, in memory that its size has no part in.
    ///
    /// - Parameters:
    ///   - url: A file that exists; it is overwritten.
    ///   - format: As in ``export(_:format:limit:)``.
    /// - Returns: Bytes of the export.
    /// - Throws: As ``export(_:format:limit:)``. `CocoaError` when the file cannot be written.
    ///
    /// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#files-export>
    public func export(_ file: FileMetadata, format: String?, to url: URL) async throws -> Int {
        let endpoint = Export(path: file.id, exportFormat: format)
        let content = try ContentFile(url)
        var request = try request(for: endpoint, limit: .max)
        request.receiver = content
        try await send(request, for: endpoint) { response in
            counters.count(bytes: content.byteCount)
            let metadata = result(of: endpoint, in: response)?.exportMetadata
            guard metadata?.exportHash.map({ $0 == content.contentHash }) ?? true else {
                throw DropboxError(
                    .contentMismatch, operation: endpoint.operation, status: response.status,
                    requestID: response.headers["X-Dropbox-Request-Id"])
            }
        }
        try content.close()
        return content.byteCount
    }
}
