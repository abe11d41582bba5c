import ConnectorProtocol
import Elasticsearch
import Foundation
import Support

/// One connector: its document, its index and pipeline, then its Dropbox.
struct ConnectorCheck {
    let context: ServiceContext
    let id: String
    private var make: FindingMaker { FindingMaker(subject: id) }

    init(context: ServiceContext, id: String) {
        self.context = context
        self.id = id
    }

    func run(_ note: (Finding) -> Void) async throws {
        let connector: Connector?
        do {
            connector = try await context.existingConnector(id)
        } catch let error as ElasticsearchError {
            return note(make.failed("connector", error, or: "Check the health of .elastic-connectors."))
        }
        guard let connector else {
            return note(
                make.failed(
                    "connector", "There is no connector \"\(id)\" in Elasticsearch",
                    """
                    Create it: dropbox-connector connector create --connector-id \(id), or in Kibana; or correct \
                    connector_id in config.yml.
                    """))
        }
        for finding in document(connector) { note(finding) }
        for finding in try await destination(connector) { note(finding) }
        guard let settings = configuration(connector, note) else { return }
        if let finding = extraction(settings) { note(finding) }
        if settings.useDocumentLevelSecurity { note(try await security(settings, connector)) }
        try await DropboxCheck(context: context, settings: settings, make: make).run(note)
    }

    private func document(_ connector: Connector) -> [Finding] {
        var findings: [Finding] = []
        if let type = connector.serviceType, type != "dropbox" {
            findings.append(
                make.failed(
                    "connector.service_type", "The connector's service type is \"\(type)\", and this program does dropbox",
                    "Remove it from config.yml, or create a connector of type dropbox."))
        }
        if connector.indexName == nil {
            findings.append(
                make.failed("connector.index", "The connector has no index to write to", "Attach one in Kibana, or by the Connector API."))
        }
        findings.append(lastSeen(connector))
        if let error = connector.error {
            findings.append(make.warning("connector.error", "Its last error: \(error)", "If what is below passes, the next sync clears it."))
        }
        return findings
    }

    private func lastSeen(_ connector: Connector) -> Finding {
        let remedy = "Start the service: dropbox-connector run -c \(context.configuration.file ?? "config.yml")."
        guard let seen = connector.lastSeen else {
            return make.warning("connector.service", "No service has looked after it yet", remedy)
        }
        let age = Age(since: seen, at: context.now())
        guard age.seconds < ConnectorView.silenceLimit else {
            return make.warning("connector.service", "A service last looked after it \(age)", remedy)
        }
        return make.passed("connector.service", "A service looked after it \(age)")
    }

    private func destination(_ connector: Connector) async throws -> [Finding] {
        let client = context.contentClient(for: id)
        var findings: [Finding] = []
        if let index = connector.indexName {
            findings.append(
                try await PrivilegeCheck(client: client, make: make).run(
                    "connector.privileges", cluster: [], indices: [index],
                    index: ["read", "write", "create_index", "manage"]))
        }
        if let key = await ownKey() { findings.append(key) }
        let pipeline = connector.pipeline.name
        do {
            findings.append(
                try await client.hasPipeline(pipeline)
                    ? make.passed("connector.pipeline", "The ingest pipeline \(pipeline) is there")
                    : make.failed(
                        "connector.pipeline", "The ingest pipeline \"\(pipeline)\" does not exist",
                        "Create it (Kibana creates search-default-ingestion with its connectors), or choose another in the connector's pipeline settings."))
        } catch let error as ElasticsearchError where error.code == .forbidden {
            findings.append(
                make.failed(
                    "connector.pipeline", "The credential may not read ingest pipelines",
                    "Give it the cluster privilege read_pipeline."))
        } catch let error as ElasticsearchError {
            findings.append(make.failed("connector.pipeline", error, or: "Check the cluster's health."))
        }
        return findings
    }

    /// Whose credential serves the connector's document and its jobs; nil for a connector without a key of its own.
    private func ownKey() async -> Finding? {
        guard context.hasOwnKey(id) else { return nil }
        let key = context.contentClient(for: id)
        do {
            let missing = try await context.statePrivileges.missing(key)
            guard !missing.isEmpty else {
                return make.passed("connector.api_key", "The connector's own API key serves its document and jobs, too")
            }
            return make.warning(
                "connector.api_key",
                "The connector's own API key serves its index only; it lacks \(missing.joined(separator: ", "))",
                "Give the key what is named here, or leave it: the credential of the cluster does the rest.")
        } catch let error as ElasticsearchError where error.code == .unauthorized {
            return make.failed("connector.api_key", error, or: "Correct the connector's api_key in config.yml.")
        } catch {
            return make.skipped("connector.api_key", "What the connector's own API key may do cannot be asked")
        }
    }

    /// Nil where the connector wants no service: then ``ExtractionServiceCheck`` says all there is to say.
    private func extraction(_ settings: SourceSettings) -> Finding? {
        guard settings.useTextExtractionService else { return nil }
        guard let service = context.configuration.extractionService else {
            return make.failed(
                "connector.extraction", "The connector wants a text extraction service, and config.yml names none",
                """
                Set extraction_service.host in config.yml, or switch "Use text extraction service" off in the \
                connector's configuration.
                """)
        }
        return make.passed("connector.extraction", "Text is extracted by the service at \(service.host)")
    }

    private func security(_ settings: SourceSettings, _ connector: Connector) async throws -> Finding {
        do {
            _ = try SecuritySwitch.isOn(settings, connector)
            guard let problem = try await context.securityLicenseProblem() else {
                return make.passed("connector.security", "Documents say who may see them, and the license filters searches by it")
            }
            return make.warning(
                "connector.security", problem,
                "Until then documents say who may see them, and no search is filtered by it.")
        } catch let error as ElasticsearchError {
            return make.skipped("connector.security", "The license cannot be read: \(error.code.rawValue)")
        } catch {
            return make.failed(
                "connector.security", "\(error)", "Start the service, which sets the feature; or switch it off in the configuration.")
        }
    }

    private func configuration(_ connector: Connector, _ note: (Finding) -> Void) -> SourceSettings? {
        do {
            guard !connector.configuration.isEmpty else {
                note(
                    make.failed(
                        "connector.configuration", "The connector has no configuration yet",
                        "Start the service, which writes the form, then fill it in; or use dropbox-connector auth."))
                return nil
            }
            let configuration = try ConnectorConfiguration(
                stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
            try configuration.validate()
            note(make.passed("connector.configuration", "The configuration is complete"))
            return SourceSettings(configuration)
        } catch {
            note(
                make.failed(
                    "connector.configuration", "\(error)",
                    "Fill it in, in Kibana; dropbox-connector auth --connector-id \(id) obtains the app's authorization."))
            return nil
        }
    }
}
