import Elasticsearch
import Foundation
import Support

extension ElasticsearchConfiguration {
    /// For the Elasticsearch room.
    var options: ElasticsearchOptions {
        var options = ElasticsearchOptions(
            host: host, credential: ElasticsearchCredential(apiKey: apiKey, user: username, password: password))
        options.headers = headers
        options.userAgent = "dropbox-connector/\(ProductVersion.text)"
        options.requestTimeout = requestTimeout
        options.maximumAttempts = maxRetries
        options.retryInterval = retryInterval
        options.retryOnTimeout = retryOnTimeout
        options.bulk = bulkOptions
        return options
    }

    var bulkOptions: BulkOptions {
        var options = BulkOptions()
        options.maximumLines = bulk.chunkSize
        options.maximumBytes = bulk.chunkMaxBytes
        options.maximumTextDocumentBytes = bulk.maxTextDocumentBytes
        options.maximumConcurrency = bulk.maxConcurrency
        options.maximumAttempts = bulk.maxRetries
        options.retryInterval = bulk.retryInterval
        options.logsOperations = bulk.enableOperationsLogging
        options.errorMonitor.enabled = bulk.errorMonitor.enabled
        options.errorMonitor.maximumTotal = bulk.errorMonitor.maxTotalErrors
        options.errorMonitor.maximumConsecutive = bulk.errorMonitor.maxConsecutiveErrors
        options.errorMonitor.maximumRate = bulk.errorMonitor.maxErrorRate
        options.errorMonitor.windowSize = bulk.errorMonitor.errorWindowSize
        options.errorMonitor.keptFailures = bulk.errorMonitor.errorQueueSize
        return options
    }

    /// Connections to the cluster: every bulk request in flight, and room for the loops beside them.
    var connections: Int { bulk.maxConcurrency + 5 }
}
