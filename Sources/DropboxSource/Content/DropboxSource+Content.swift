import Dropbox
import Foundation
import Support
import SyncEngine

extension DropboxSource {
    /// The document of a file, with the way to its content, or with why there is none to index.
    func document(of file: FileMetadata) -> SourceDocument {
        var document = DropboxDocument.file(file, content: nil)
        apply(rules, to: &document, of: .file(file))
        switch contentRules.access(to: file) {
        case .none(let status): document.extractionStatus = status
        case .download: document.content = download(of: file)
        case .export(let formats): document.content = export(of: file, formats, size: Self.usualExport)
        }
        return document
    }

    func document(of folder: FolderMetadata) -> SourceDocument {
        var document = DropboxDocument.folder(folder)
        apply(rules, to: &document, of: .folder(folder))
        return document
    }

    /// Equal bytes have equal hashes, also under another revision; a file without a hash has its revision.
    private func version(of file: FileMetadata) -> String { file.contentHash ?? "rev:\(file.rev)" }
}

// MARK: Downloads

extension DropboxSource {
    /// - Parameter isNewer: It is another revision than the one that was listed.
    private func download(of file: FileMetadata, isNewer: Bool = false) -> SourceContent {
        var content = SourceContent(version: version(of: file), size: file.size, name: file.name) {
            try await perDocument { try await download(file, isNewer: isNewer) }
        } save: { url in
            try await perDocument { try await download(file, to: url) }
        }
        content.identity = file.contentHash.map { ContentIdentity(hash: $0, format: fileExtension(of: file.name)) }
        return content
    }

    private func download(_ file: FileMetadata, isNewer: Bool) async throws -> FetchedContent {
        let downloaded: FileContent
        do {
            downloaded = try await client.download(file, limit: file.size)
        } catch let error as DropboxError where error.code == .tooLarge {
            throw try await outgrown(file) ?? error
        }
        try requireText(downloaded.data, of: downloaded.file)
        let isOther = isNewer || downloaded.file.rev != file.rev
        let newer = isOther ? try await permitted(downloaded.file, listed: file) : nil
        return FetchedContent(bytes: downloaded.data, name: downloaded.file.name, newer: newer)
    }

    private func download(_ file: FileMetadata, to url: URL) async throws -> SavedContent {
        let current = try await client.download(file, to: url)
        if fileExtension(of: current.name).isEmpty {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }  // It was only read.
            try requireText(try handle.read(upToCount: Self.sniffedBytes) ?? Data(), of: current)
        }
        let newer = current.rev == file.rev ? nil : try await permitted(current, listed: file)
        return SavedContent(byteCount: current.size, name: current.name, newer: newer)
    }

    /// The file was longer than it was listed: its newest revision, for which more has to be charged.
    private func outgrown(_ file: FileMetadata) async throws -> (any Error)? {
        var endpoint = GetMetadata(path: file.id)
        endpoint.includeHasExplicitSharedMembers = file.hasExplicitSharedMembers != nil
        guard case .file(let current) = try await client.call(endpoint), current.rev != file.rev else { return nil }
        if case .none(let status) = contentRules.access(to: current) {
            return ContentUnavailable(
                reason: status.rawValue, message: "It changed to \(current.size) bytes while it was read.", status: status)
        }
        return ContentOutgrown(download(of: current, isNewer: true))
    }

    /// A file without an extension is text, or nothing to extract from.
    func requireText(_ bytes: Data, of file: FileMetadata) throws {
        guard fileExtension(of: file.name).isEmpty, !Self.isText(bytes.prefix(Self.sniffedBytes)) else { return }
        throw ContentUnavailable(
            reason: "unsupported_type", message: "It has no extension, and its content is not text.",
            status: .unsupportedType)
    }

    private static func isText(_ bytes: Data) -> Bool { bytes.withUnsafeBytes { TextEncoding.detect($0) } != nil }

    private static var sniffedBytes: Int { 64 << 10 }
}

// MARK: Exports

extension DropboxSource {
    /// The size of an export is not known before it is there; most are far smaller than this.
    private static var usualExport: Int { 1 << 20 }

    /// - Parameter size: The most bytes to accept; a larger export is asked for again, with what is allowed at most.
    private func export(of file: FileMetadata, _ formats: [ExportFormat], size: Int) -> SourceContent {
        SourceContent(version: version(of: file), size: size, name: file.name) {
            try await perDocument { try await export(file, formats, size: size) }
        } save: { url in
            try await perDocument { try await export(file, formats, to: url) }
        }
    }

    private func export(_ file: FileMetadata, _ formats: [ExportFormat], size: Int) async throws -> FetchedContent {
        do {
            return try await firstAccepted(file, formats) { format in
                let data = try await client.export(file, format: format.name, limit: size).data
                return FetchedContent(bytes: data, name: "\(file.name).\(format.fileExtension)")
            } orDownload: { file in
                FetchedContent(bytes: try await client.download(file, limit: size).data, name: file.name)
            }
        } catch let error as DropboxError where error.code == .tooLarge {
            let most = contentRules.maximumBytes ?? .max
            guard size < most else { throw error }
            throw ContentOutgrown(export(of: file, formats, size: most))
        }
    }

    private func export(_ file: FileMetadata, _ formats: [ExportFormat], to url: URL) async throws -> SavedContent {
        try await firstAccepted(file, formats) { format in
            let count = try await client.export(file, format: format.name, to: url)
            return SavedContent(byteCount: count, name: "\(file.name).\(format.fileExtension)")
        } orDownload: { file in
            let current = try await client.download(file, to: url)
            return SavedContent(byteCount: current.size, name: file.name)
        }
    }

    /// Tries the formats in turn: Dropbox does not take every one that it names. A file that turns out not to
    /// be exportable is one to download (reference section 4.8).
    private func firstAccepted<Content>(
        _ file: FileMetadata, _ formats: [ExportFormat], _ export: (ExportFormat) async throws -> Content,
        orDownload download: (FileMetadata) async throws -> Content
    ) async throws -> Content {
        var refusal: (any Error)?
        for format in formats {
            do {
                return try await export(format)
            } catch let error as DropboxError where error.code == .invalidExportFormat {
                refusal = error
            } catch let error as DropboxError where error.code == .nonExportable {
                var plain = file
                plain.isDownloadable = true
                return try await download(plain)
            }
        }
        throw refusal ?? ContentUnavailable(
            reason: "not_downloadable", message: "There is no format to export it to.", status: .notDownloadable)
    }
}

// MARK: Failures

extension DropboxSource {
    /// Turns the failures that concern one file alone into what the engine takes as such.
    func perDocument<Content>(_ body: () async throws -> Content) async throws -> Content {
        do {
            return try await body()
        } catch let error as DropboxError where error.scope == .item {
            let (reason, status) = error.code.contentReason
            throw ContentUnavailable(reason: reason, message: "\(error)", status: status)
        } catch let error as CocoaError {
            throw ContentUnavailable(reason: "failed", message: "The temporary file could not be used: \(error)")
        }
    }
}

extension DropboxError.Code {
    /// The word by which a failure to get content is counted, and what the document says.
    fileprivate var contentReason: (String, ExtractionStatus) {
        switch self {
        // Whoever deleted it meanwhile is told by the next listing.
        case .pathNotFound, .sharedLinkNotFound, .sharedLinkAccessDenied: ("not_found", .failed)
        case .restrictedContent: ("restricted", .restricted)
        case .tooLarge: ("too_large", .tooLarge)
        case .contentMismatch: ("corrupted", .failed)
        case .notDownloadable, .unsupportedFile, .nonExportable, .invalidExportFormat, .unsupportedContentType,
            .unsupportedLink:
            ("not_downloadable", .notDownloadable)
        default: ("failed", .failed)
        }
    }
}
