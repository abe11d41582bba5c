import Dropbox
import SyncEngine

extension DropboxSource {
    /// The document of a file, with the way to its content if there is any to index.
    func document(of file: FileMetadata) -> SourceDocument {
        var document = DropboxDocument.file(file, content: content(of: file))
        document.exclusion = exclusion(of: .file(file))
        return document
    }

    func document(of folder: FolderMetadata) -> SourceDocument {
        var document = DropboxDocument.folder(folder)
        document.exclusion = exclusion(of: .folder(folder))
        return document
    }

    private func content(of file: FileMetadata) -> SourceContent? {
        switch contentRules.access(to: file) {
        case .none: return nil
        case .download:
            return SourceContent(version: version(of: file), size: Int(clamping: file.size)) {
                try await perDocument { try await download(file) }
            }
        case .exportPaper:
            return SourceContent(version: version(of: file), size: Self.largestExport) {
                try await perDocument { try await export(file) }
            }
        }
    }

    /// Equal bytes have equal hashes, also under another revision; a file without a hash has its revision.
    private func version(of file: FileMetadata) -> String { file.contentHash ?? "rev:\(file.rev)" }

    /// The size of an export is not known before it is there; Paper documents are small.
    private static var largestExport: Int { 4 << 20 }

    private func download(_ file: FileMetadata) async throws -> FetchedContent {
        let downloaded = try await client.download(file, limit: contentRules.maximumBytes)
        let newer = downloaded.file.rev == file.rev ? nil : document(of: downloaded.file)
        return FetchedContent(bytes: downloaded.data, newer: newer)
    }

    private func export(_ file: FileMetadata) async throws -> FetchedContent {
        FetchedContent(bytes: try await client.export(file, format: "markdown", limit: contentRules.maximumBytes).data)
    }

    /// Turns the failures that concern one file alone into what the engine takes as such.
    private func perDocument(_ body: () async throws -> FetchedContent) async throws -> FetchedContent {
        do {
            return try await body()
        } catch let error as DropboxError where error.scope == .item {
            throw ContentUnavailable(reason: error.code.contentReason, message: "\(error)")
        }
    }
}

extension DropboxError.Code {
    /// The word by which a failure to get content is counted.
    fileprivate var contentReason: String {
        switch self {
        case .pathNotFound: "not_found"
        case .restrictedContent: "restricted"
        case .tooLarge: "too_large"
        case .contentMismatch: "corrupted"
        case .notDownloadable, .unsupportedFile: "not_downloadable"
        default: "failed"
        }
    }
}
