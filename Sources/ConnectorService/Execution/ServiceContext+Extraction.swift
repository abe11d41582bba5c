import ConnectorProtocol
import DropboxSource
import Extraction
import Support
import SyncEngine
import Transport

extension ServiceContext {
    /// Who makes text of files in a job.
    ///
    /// A service wins over the pipeline, as with Elastic's connector. When neither extracts, the connector does
    /// it itself as far as files are text already.
    ///
    /// - Throws: ``JobError`` when the connector wants a service and `config.yml` names none.
    func extraction(_ pipeline: Pipeline, _ settings: SourceSettings, log: Log) throws(JobError) -> TextExtraction {
        guard settings.useTextExtractionService else {
            return pipeline.extractBinaryContent && !pipeline.isNone ? .pipeline : .inMemory(LocalText())
        }
        guard let options = configuration.extractionService?.options else {
            throw JobError(
                .missingPrerequisite,
                """
                "Use text extraction service" is switched on, and config.yml names no service. Set \
                extraction_service.host there, or switch it off in the connector's configuration.
                """)
        }
        let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: settings.concurrentDownloads))
        return .fromFile(ExtractionService(options: options, transport: transport, clock: clock, log: log))
    }

    /// Which files are fetched for it.
    func contentRules(_ extraction: TextExtraction) -> ContentRules {
        var rules = ContentRules()
        rules.maximumBytes = configuration.service.maxFileDownloadSize
        rules.extensions = configuration.service.extractedExtensions
        switch extraction {
        case .pipeline: break
        case .inMemory: rules.extraction = .textOnly
        // A file passes through the disk: no size is too large.
        case .fromFile: rules.maximumBytes = nil
        }
        return rules
    }
}

extension Pipeline {
    /// Elasticsearch's own word for no pipeline at all.
    var isNone: Bool { name == "_none" }
}
