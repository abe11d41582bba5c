import Foundation
import Transport

extension DropboxClient {
    /// Downloads a file's content by its id, so a file that was moved since it was listed is found.
    ///
    /// The bytes are compared with `file.contentHash`: a connection that breaks off can look like a short
    /// file. Bytes that do not fit are tried again like a lost connection. When the file has changed since
    /// it was listed, its metadata is read again, once, and the newer revision is returned.
    ///
    /// - Parameter limit: The most bytes to accept; a larger file throws before a byte is transferred.
    /// - Throws: ``DropboxError``: `notDownloadable` (nothing was asked; see ``export(_:format:limit:)``),
    ///   `tooLarge`, `pathNotFound` when the file has been deleted since, `contentMismatch` when the bytes
    ///   never fitted. `CancellationError` when the task is cancelled.
    ///
    /// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#files-download>
    public func download(_ file: FileMetadata, limit: Int) async throws -> FileContent {
        let endpoint = Download(path: file.id)
        try check(file, limit: limit, for: endpoint)
        switch try await fetch(file, by: endpoint, limit: limit, acceptingChange: true) {
        case .content(let data):
            return FileContent(file: file, data: data)
        case .changed(let data):
            let current = try await current(file)
            try check(current, limit: limit, for: endpoint)
            if current.isContent(data) { return FileContent(file: current, data: data) }
            guard
                case .content(let data) = try await fetch(
                    current, by: endpoint, limit: limit, acceptingChange: false)
            else { throw DropboxError(.contentMismatch, operation: endpoint.operation) }
            return FileContent(file: current, data: data)
        }
    }

    private enum Fetched {
        case content(Data)
        /// Other content than the metadata promises, perhaps because there is a newer revision.
        case changed(Data)
    }

    private func fetch(
        _ file: FileMetadata, by endpoint: Download, limit: Int, acceptingChange: Bool
    ) async throws -> Fetched {
        try await send(try request(for: endpoint, limit: limit), for: endpoint) { response in
            try checkSize(of: response, limit: limit, for: endpoint)
            if file.isContent(response.body) { return .content(response.body) }
            // Without a readable result nobody knows which revision it is, so it may be a newer one.
            if acceptingChange, result(of: endpoint, in: response)?.rev != file.rev { return .changed(response.body) }
            throw DropboxError(
                .contentMismatch, operation: endpoint.operation, status: response.status,
                requestID: response.headers["X-Dropbox-Request-Id"])
        }
    }

    /// The file as it is now, with the fields that the listing had asked for.
    private func current(_ file: FileMetadata) async throws -> FileMetadata {
        var endpoint = GetMetadata(path: file.id)
        endpoint.includeHasExplicitSharedMembers = file.hasExplicitSharedMembers != nil
        guard case .file(let current) = try await call(endpoint) else {
            throw DropboxError(.pathNotFound, operation: endpoint.operation)
        }
        return current
    }

    private func check(_ file: FileMetadata, limit: Int, for endpoint: Download) throws(DropboxError) {
        guard file.isDownloadable else { throw DropboxError(.notDownloadable, operation: endpoint.operation) }
        guard file.size <= limit else {
            throw DropboxError(
                .tooLarge, operation: endpoint.operation, summary: "\(file.size) bytes, allowed are \(limit)")
        }
    }
}

extension DropboxClient {
    /// - Throws: ``DropboxError`` with code `tooLarge`: the transport lets a little more through than content may have.
    func checkSize(
        of response: HTTPResponse, limit: Int, for endpoint: some DropboxContentEndpoint
    ) throws(DropboxError) {
        guard response.body.count <= limit else {
            throw DropboxError(
                .tooLarge, operation: endpoint.operation,
                summary: "\(response.body.count) bytes, allowed are \(limit)")
        }
    }

    /// What a content route says about its content; nil when that cannot be read. How Dropbox writes
    /// non-ASCII names in this header is not documented (reference section 1.3): nothing may depend on it.
    func result<Endpoint: DropboxContentEndpoint>(of endpoint: Endpoint, in response: HTTPResponse) -> Endpoint.Response? {
        guard let json = response.headers["Dropbox-API-Result"] else { return nil }
        return try? JSONDecoder.dropbox.decode(Endpoint.Response.self, from: Data(json.utf8))
    }
}

extension FileMetadata {
    /// Whether this is the content that the metadata promises.
    func isContent(_ data: Data) -> Bool {
        contentHash.map { $0 == ContentHash.of(data) } ?? (data.count == size)
    }
}
