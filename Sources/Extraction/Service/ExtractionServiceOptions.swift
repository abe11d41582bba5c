public import Foundation

/// Where a text extraction service is, and how it is spoken to.
public struct ExtractionServiceOptions: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Elastic's data extraction service: <https://github.com/elastic/data-extraction-service>
        case elastic
        /// A plain Apache Tika server: <https://cwiki.apache.org/confluence/display/TIKA/TikaServer>
        case tika
    }

    public var host: URL
    public var kind = Kind.elastic
    /// How long one file may take, besides what its upload needs at ``slowestUpload``. The default is 30 s.
    public var timeout: Duration = .seconds(30)
    /// Files are not uploaded but named, in a folder that the service sees at the same place. Of ``Kind/elastic`` only.
    public var usesFilePointers = false
    /// That folder. The default is `/app/files`.
    public var sharedVolumeDirectory = "/app/files"

    /// Bytes a second: a file of gigabytes must not be given up while it still moves.
    static let slowestUpload = 10_000_000

    public init(host: URL) {
        self.host = host
    }

    /// Where files wait for the service.
    var directory: URL {
        usesFilePointers
            ? URL(filePath: sharedVolumeDirectory, directoryHint: .isDirectory) : FileManager.default.temporaryDirectory
    }

    /// How long a file of so many bytes may take.
    func timeout(forBytes count: Int) -> Duration { timeout + .seconds(count / Self.slowestUpload) }
}
