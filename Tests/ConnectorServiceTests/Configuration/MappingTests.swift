import Dropbox
import Elasticsearch
import Foundation
import Support
import SyncEngine
import Testing

@testable import ConnectorService

/// What `config.yml` says is what the other rooms are told.
@Suite struct MappingTests {
    @Test func `the defaults of config.yml are those of the rooms`() {
        let configuration = ServiceConfiguration()
        let options = configuration.elasticsearch.options
        let plain = ElasticsearchOptions(host: configuration.elasticsearch.host)
        #expect(options.bulk == plain.bulk)
        #expect(options.maximumAttempts == plain.maximumAttempts && options.retryInterval == plain.retryInterval)
        #expect(options.requestTimeout == plain.requestTimeout && options.retryOnTimeout == plain.retryOnTimeout)
        #expect(configuration.service.brake == DeletionBrake())
        #expect(configuration.service.effectiveServiceTypes.isEmpty)
        #expect(configuration.dropbox.hosts.isProduction)
    }

    @Test func `what is set arrives`() throws {
        let read = try configuration(
            """
            elasticsearch: {host: http://es, api_key: k, headers: {A: b}, max_retries: 2, retry_interval: 3, request_timeout: 4}
            elasticsearch.bulk: {chunk_size: 10, chunk_max_mem_size: 1, max_concurrency: 20, max_text_document_size: 2}
            elasticsearch.bulk.error_monitor.max_total_errors: 5
            service: {worker_mode: true, service_types: [dropbox]}
            service.deletion_brake: {enabled: false, max_percent: 1, max_documents: 2}
            dropbox.api_url: http://localhost:1
            """)
        let options = read.elasticsearch.options
        #expect(options.credential == .apiKey(Secret("k")))
        #expect(options.headers == ["A": Secret("b")])
        #expect(options.maximumAttempts == 2 && options.retryInterval == .seconds(3) && options.requestTimeout == .seconds(4))
        #expect(options.bulk.maximumLines == 10 && options.bulk.maximumBytes == 1_048_576 && options.bulk.maximumConcurrency == 20)
        #expect(options.bulk.maximumTextDocumentBytes == 2_097_152 && options.bulk.errorMonitor.maximumTotal == 5)
        #expect(read.elasticsearch.connections >= 20)
        let brake = read.service.brake
        #expect(!brake.isEnabled && brake.maximumPercent == 1 && brake.maximumDocuments == 2)
        #expect(read.service.effectiveServiceTypes == ["dropbox"])
        #expect(read.dropbox.hosts.api.absoluteString == "http://localhost:1")
        #expect(read.dropbox.hosts.content == DropboxHosts.production.content && !read.dropbox.hosts.isProduction)
    }
}
