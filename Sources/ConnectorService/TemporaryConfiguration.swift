// Replaced by the reading of config.yml.
import Foundation
public import Support
import Elasticsearch
import Dropbox
import SyncEngine
public struct ServiceConfiguration: Sendable {
    struct ES: Sendable { var host: URL; var initialBackoffDuration: Duration = .seconds(1); var backoffMultiplier = 2.0; var maxWaitDuration: Duration = .seconds(240); var caCerts: String?
        var options: ElasticsearchOptions { ElasticsearchOptions(host: host) }
        var connections = 10
        var bulkOptions = BulkOptions() }
    public struct Svc: Sendable { var idling: Duration = .seconds(1); var heartbeat: Duration = .seconds(300); var preflightMaxAttempts = 10; var preflightIdle: Duration = .seconds(30); var maxErrors = 20; var maxErrorsSpan: Duration = .seconds(600); var maxConcurrentContentSyncs = 1; var maxConcurrentAccessControlSyncs = 1; var maxConcurrentSchedulingTasks = 4; var jobCleanupInterval: Duration = .seconds(300); var maxFileDownloadSize = 10485760; var contentMemoryBudget = 64 << 20; var brake = DeletionBrake(); var effectiveServiceTypes: [String] = []
        public var logLevel = Log.Level.info }
    struct DB: Sendable { var hosts: DropboxHosts }
    struct Con: Sendable { var id: String; var apiKey: Secret? }
    var elasticsearch: ES; public var service = Svc(); var dropbox: DB; var connectors: [Con]
    public var logLevel: Log.Level { .info }
    func validate() throws -> [String] { [] }
    public static func load(file: String, environment: [String: String], workingDirectory: String) throws -> ServiceConfiguration {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        func value(_ k: String) -> String { text.split(separator: "\n").first { $0.contains(k) }.map { String($0.split(separator: " ").last!) } ?? "" }
        let d = URL(string: value("dropbox.api_url"))!
        return ServiceConfiguration(elasticsearch: ES(host: URL(string: value("elasticsearch.host"))!), dropbox: DB(hosts: DropboxHosts(api: d, content: d, notify: d)), connectors: [Con(id: value("connector_id"))])
    }
}
