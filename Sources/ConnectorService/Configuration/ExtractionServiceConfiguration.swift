public import Extraction
public import Foundation

/// `extraction_service`: a local service that extracts text instead of the ingest pipeline.
public struct ExtractionServiceConfiguration: Sendable, Equatable {
    /// `host`, required: `http://extract:8090`, without a slash at the end.
    public var host: URL
    /// `kind`: `elastic` for Elastic's data extraction service, `tika` for a plain Apache Tika server.
    /// The default is elastic.
    public var kind = ExtractionServiceOptions.Kind.elastic
    /// `timeout` of one file, besides what the upload of a large one takes. The default is 30 s.
    public var timeout: Duration = .seconds(30)
    /// `use_file_pointers`: whether files are passed by path in ``sharedVolumeDir``. The default is false.
    public var useFilePointers = false
    /// `stream_chunk_size` of an upload in bytes. The default is 65536.
    public var streamChunkSize = 65_536
    /// `shared_volume_dir`. The default is `/app/files`.
    public var sharedVolumeDir = "/app/files"

    public init(host: URL) {
        self.host = host
    }

    /// Reads `extraction_service`; nil when it is not there.
    ///
    /// - `host` (URL, required), `kind` (`elastic` or `tika`, elastic), `timeout` (s, 30), `use_file_pointers` (bool, false),
    ///   `stream_chunk_size` (bytes, 65536), `shared_volume_dir` (path, `/app/files`).
    static func read(_ section: ConfigurationSection) throws(ConfigurationError) -> ExtractionServiceConfiguration? {
        let host = try section.baseURL("host")
        let kind = try section.extractionServiceKind("kind")
        let timeout = try section.seconds("timeout", moreThan: 0)
        let useFilePointers = try section.bool("use_file_pointers")
        let streamChunkSize = try section.int("stream_chunk_size", atLeast: 1)
        let sharedVolumeDir = try section.string("shared_volume_dir")
        guard section.isPresent else { return nil }
        guard let host else {
            throw section.error(
                "host", "is missing, and text extraction is switched on by its section",
                "Write `host: http://localhost:8090`, or remove extraction_service")
        }
        var configuration = ExtractionServiceConfiguration(host: host)
        configuration.kind = kind ?? configuration.kind
        configuration.timeout = timeout ?? configuration.timeout
        configuration.useFilePointers = useFilePointers ?? configuration.useFilePointers
        configuration.streamChunkSize = streamChunkSize ?? configuration.streamChunkSize
        configuration.sharedVolumeDir = sharedVolumeDir ?? configuration.sharedVolumeDir
        return configuration
    }
}

extension ExtractionServiceConfiguration {
    /// What the client of the service is told.
    var options: ExtractionServiceOptions {
        var options = ExtractionServiceOptions(host: host)
        options.kind = kind
        options.timeout = timeout
        options.usesFilePointers = useFilePointers && kind == .elastic
        options.sharedVolumeDirectory = sharedVolumeDir
        return options
    }
}

extension ConfigurationSection {
    fileprivate func extractionServiceKind(
        _ key: String
    ) throws(ConfigurationError) -> ExtractionServiceOptions.Kind? {
        guard let text = try string(key) else { return nil }
        guard let kind = ExtractionServiceOptions.Kind(rawValue: text.lowercased()) else {
            throw error(key, "is no kind of extraction service", "Write elastic or tika")
        }
        return kind
    }
}
