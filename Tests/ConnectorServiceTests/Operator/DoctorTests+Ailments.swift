import FakeDropbox
import FakeElasticsearch
import Foundation
import Support

@testable import ConnectorService

/// Everything that `check` can find wrong.
extension DoctorTests {
    static var ailments: [Ailment] { configuration + cluster + connector + dropbox + estimate }

    private static func configure(_ field: String, _ value: JSON) -> Ailment.Action { { try $0.fillIn(field, value) } }

    private static func change(_ changes: JSON) -> Ailment.Action { { try $0.service.changeConnector(changes) } }

    private static func refuse(_ requests: String, status: Int = 503, after skip: Int = 0) -> Ailment.Action {
        { $0.service.elasticsearch.fail(matching: requests, with: .status(status), times: nil, afterRequests: skip) }
    }

    private static let recover: Ailment.Action = {
        $0.service.elasticsearch.clearFaults()
        $0.service.dropbox.clearFaults()
    }

    private static let startService: Ailment.Action = { try await $0.runService() }
    private static let authorize: Ailment.Action = { try await $0.authorize() }

    // MARK: config.yml

    private static let configuration = [
        Ailment(
            check: "configuration", says: "config.yml:8: elasticsearch.api_key: is still the placeholder", remedy: "Write the encoded API key",
            lines: "elasticsearch.api_key: changeme"),
        Ailment(
            check: "configuration", mark: .warning, says: "Did you mean `service.idling`?", remedy: "Change the line",
            lines: "service.idlign: 30", cured: "service.idling: 30"),
        Ailment(
            check: "connectors", says: "index_not_found", remedy: "Start the service once", status: .failure,
            lines: "service.worker_mode: true\nservice.service_types: [dropbox]", isFromNothing: true, vanishes: true,
            cure: { patient in
                try patient.service.createConnector()
                try await patient.runService()
            }),
    ]

    // MARK: Elasticsearch

    private static func withKey(_ key: FakeAPIKey? = nil) -> FakeElasticsearchOptions {
        var options = FakeElasticsearchOptions()
        options.apiKey = Secret("cmlnaHQ=")
        options.apiKeys = key.map { [$0] } ?? []
        return options
    }

    /// Gives the key `bGltaXRlZA==` what it lacks.
    private static let grant: Ailment.Action = {
        $0.service.elasticsearch.configure { $0.apiKeys = [FakeAPIKey("bGltaXRlZA==", cluster: ["all"], indices: ["*": ["all"]])] }
    }

    private static func limited(_ cluster: Set<String>, _ indices: [String: Set<String>]) -> FakeElasticsearchOptions {
        withKey(FakeAPIKey("bGltaXRlZA==", cluster: cluster, indices: indices))
    }

    private static let limitedKey = "elasticsearch.api_key: bGltaXRlZA=="

    private static let cluster = [
        Ailment(
            check: "cluster.reachable", says: "Couldn't connect to server", remedy: "Check elasticsearch.host", status: .unavailable,
            host: "http://127.0.0.1:1", vanishes: true),
        Ailment(
            check: "cluster.reachable", says: "reading the cluster's version failed", remedy: "elasticsearch.ca_certs; where Elasticsearch speaks plain HTTP, write http://",
            status: .unavailable, host: "https://127.0.0.1:{plain}", vanishes: true),
        Ailment(
            check: "cluster.reachable", says: "401 security_exception", remedy: "Check elasticsearch.api_key", status: .unavailable,
            cluster: withKey(), lines: "elasticsearch.api_key: d3Jvbmc=", cured: "elasticsearch.api_key: cmlnaHQ=", vanishes: true),
        Ailment(
            check: "cluster.reachable", says: "403 security_exception", remedy: "cluster privileges monitor", status: .unavailable,
            cluster: limited([], ["*": ["all"]]), lines: limitedKey, cured: limitedKey, vanishes: true, cure: grant),
        Ailment(
            check: "cluster.reachable", says: "503", remedy: "the cluster's own log", status: .unavailable, vanishes: true,
            cause: refuse("^GET /$"), cure: recover),
        Ailment(
            check: "cluster.version", says: "8.11.4", remedy: "Upgrade Elasticsearch to 8.12",
            cause: { $0.service.elasticsearch.configure { $0.version = "8.11.4" } },
            cure: { $0.service.elasticsearch.configure { $0.version = "8.12.0" } }),
        Ailment(
            check: "cluster.version", mark: .warning, says: "newer", remedy: "newer version of this connector",
            cause: { $0.service.elasticsearch.configure { $0.version = "10.0.0" } },
            cure: { $0.service.elasticsearch.configure { $0.version = "9.1.0" } }),
        Ailment(
            check: "cluster.license", mark: .warning, says: "(platinum) is expired", remedy: "Renew it",
            cause: { $0.service.elasticsearch.configure { ($0.license, $0.licenseStatus) = ("platinum", "expired") } },
            cure: { $0.service.elasticsearch.configure { $0.licenseStatus = "active" } }),
        Ailment(
            check: "cluster.index", mark: .warning, says: "does not exist yet", remedy: "The service creates it", status: .failure,
            isFromNothing: true,
            cure: { patient in
                try patient.service.createConnector()
                try await patient.runService()
            }),
        Ailment(
            check: "cluster.index", says: "503", remedy: "Check the health of .elastic-connectors",
            cause: refuse("HEAD /.elastic-connectors"), cure: recover),
        Ailment(
            check: "cluster.privileges", says: "lacks privileges: write on .elastic-connectors*", remedy: "what is named here",
            cluster: limited(["monitor", "read_pipeline"], ["*": ["read", "view_index_metadata"], "search-*": ["all"]]), lines: limitedKey,
            cured: limitedKey, cure: grant),
        Ailment(
            check: "cluster.privileges", says: "403 security_exception", remedy: "Give the API key",
            cause: refuse("_has_privileges", status: 403), cure: recover),
        Ailment(
            check: "extraction_service", says: "does not answer", remedy: "correct extraction_service.host",
            lines: "extraction_service.host: http://127.0.0.1:1", cured: "extraction_service.host: {extraction}"),
    ]

    // MARK: The connector

    private static let ownKey = "    api_key: bGltaXRlZA==\nelasticsearch.api_key: cmlnaHQ="

    private static let connector = [
        Ailment(
            check: "connector", says: "There is no connector", remedy: "connector create --connector-id c1", vanishes: true,
            cause: { try $0.service.elasticsearch.delete(TestService.connectorID, in: ".elastic-connectors-v1") },
            cure: { patient in
                let new = NewConnector(id: TestService.connectorID, name: "Test", indexName: TestService.index)
                _ = try await patient.service.console().create(new, wantsKey: false)
                try await patient.authorize()
            }),
        Ailment(
            check: "connector", says: "503", remedy: "Check the health of .elastic-connectors", vanishes: true,
            cause: refuse("GET /(.elastic-connectors/_doc|_connector)/c1"), cure: recover),
        Ailment(
            check: "connector.service_type", says: "\"box\"", remedy: "create a connector of type dropbox", vanishes: true,
            cause: change(["service_type": "box"]), cure: change(["service_type": "dropbox"])),
        Ailment(
            check: "connector.index", says: "no index", remedy: "Attach one", vanishes: true,
            cause: change(["index_name": .null]), cure: change(["index_name": "search-test"])),
        Ailment(
            check: "connector.service", mark: .warning, says: "No service", remedy: "Start the service: dropbox-connector run",
            cause: change(["last_seen": .null]), cure: startService),
        Ailment(
            check: "connector.service", mark: .warning, says: "last looked after it", remedy: "Start the service",
            cause: change(["last_seen": "2020-01-01T00:00:00Z"]), cure: startService),
        Ailment(
            check: "connector.error", mark: .warning, says: "it broke", remedy: "the next sync clears it", vanishes: true,
            cause: change(["error": "it broke", "status": "error"]),
            cure: { patient in
                try await patient.service.run { service in _ = try await service.sync("j1") }
            }),
        Ailment(
            check: "connector.privileges", says: "lacks privileges: create_index on search-test", remedy: "what is named here",
            cluster: limited(["all"], [".elastic-connectors*": ["all"], "search-test": ["read", "write", "view_index_metadata"]]),
            lines: limitedKey, cured: limitedKey, cure: grant),
        Ailment(
            check: "connector.privileges", says: "403 security_exception", remedy: "Give the API key",
            cause: refuse("_has_privileges", status: 403, after: 1), cure: recover),
        Ailment(
            check: "connector.api_key", says: "401", remedy: "Check elasticsearch.api_key", cluster: withKey(),
            lines: Patient.connectors + "    api_key: d3Jvbmc=\nelasticsearch.api_key: cmlnaHQ=",
            cured: Patient.connectors + ownKey, cure: grant),
        Ailment(
            check: "connector.api_key", mark: .warning, says: "serves its index only", remedy: "Give the key what is named here",
            cluster: limited(["read_pipeline"], [TestService.index: ["all"]]), lines: Patient.connectors + ownKey,
            cured: Patient.connectors + ownKey, cure: grant),
        Ailment(
            check: "connector.pipeline", says: "no-such-pipeline", remedy: "choose another",
            cause: change(["pipeline": ["name": "no-such-pipeline"]]), cure: change(["pipeline": ["name": "search-default-ingestion"]])),
        Ailment(
            check: "connector.pipeline", says: "may not read", remedy: "read_pipeline",
            cluster: limited(["monitor"], ["*": ["all"]]), lines: limitedKey, cured: limitedKey, cure: grant),
        Ailment(
            check: "connector.pipeline", says: "503", remedy: "Check the cluster's health", cause: refuse("_ingest/pipeline"), cure: recover),
        Ailment(
            check: "connector.configuration", says: "no configuration yet", remedy: "or use dropbox-connector auth",
            cause: { patient in
                var connector = patient.service.connector
                connector["configuration"] = [:]
                try patient.service.elasticsearch.seed([TestService.connectorID: connector], in: TestService.connectors)
            }, cure: authorize),
        Ailment(
            check: "connector.configuration", says: "App Key", remedy: "dropbox-connector auth", cause: configure("app_key", ""),
            cure: authorize),
        Ailment(
            check: "connector.configuration", says: "NOT_SET", remedy: "Fill it in", cause: configure("refresh_token", "${NOT_SET}"),
            cure: { try $0.fillIn("refresh_token", .string($0.service.dropbox.credentials.refreshToken)) }),
        Ailment(
            check: "connector.extraction", says: "config.yml names none", remedy: "Set extraction_service.host",
            cured: "extraction_service.host: {extraction}", cause: configure("use_text_extraction_service", true)),
        Ailment(
            check: "connector.security", mark: .warning, says: "license is basic", remedy: "no search is filtered",
            cause: { patient in
                patient.service.elasticsearch.configure { $0.license = "basic" }
                try patient.fillIn("use_document_level_security", true)
            }, cure: { $0.service.elasticsearch.configure { $0.license = "trial" } }),
        Ailment(
            check: "connector.security", says: "off in its features", remedy: "Start the service",
            cause: { patient in
                try patient.service.changeConnector(["features": ["document_level_security": ["enabled": false]]])
                try patient.fillIn("use_document_level_security", true)
            }, cure: startService),
    ]

    // MARK: Dropbox

    private static func without(_ scope: DropboxScope) -> FakeDropboxOptions {
        var options = scope.isOfTeam ? FakeDropboxOptions.team : FakeDropboxOptions()
        options.scopes.remove(scope.rawValue)
        return options
    }

    /// The scope is missing where it is needed, or where it would only be of use.
    private static func missing(_ scope: DropboxScope, isNeeded: Bool = true) -> Ailment {
        Ailment(
            check: "dropbox.scope.\(scope.rawValue)", mark: isNeeded ? .failed : .warning, says: scope.use,
            remedy: "Tick \(scope.rawValue) under Permissions in the Dropbox app console, then run dropbox-connector auth again",
            dropbox: without(scope), account: scope.isOfTeam ? AccessControlTeam.account() : FakeAccount(),
            cause: { try $0.fillIn("use_document_level_security", .bool(isNeeded && scope.isOfPermissions)) },
            cure: { patient in
                patient.service.dropbox.configure { $0.scopes.insert(scope.rawValue) }
                try await patient.authorize()
            })
    }

    private static let dropbox =
        DropboxScope.allCases.map { missing($0) } + DropboxScope.allCases.filter(\.isOfPermissions).map { missing($0, isNeeded: false) } + [
            Ailment(
                check: "dropbox.scope.sharing.read", says: "did not answer properly", remedy: "Try again later",
                cause: { $0.service.dropbox.fail("sharing/list_received_files", with: .serverError(), times: nil) }, cure: recover),
            Ailment(
                check: "dropbox.token", says: "does not accept the refresh token", remedy: "Authorize the app again",
                cause: { $0.service.dropbox.revokeRefreshToken() }, cure: authorize),
            Ailment(
                check: "dropbox.token", says: "does not know this app key and secret", remedy: "Check app_key and app_secret",
                cause: configure("app_secret", "wrong"),
                cure: { try $0.fillIn("app_secret", .string($0.service.dropbox.credentials.appSecret)) }),
            Ailment(
                check: "dropbox.token", says: "does not know this app key and secret", remedy: "Check app_key and app_secret",
                cause: configure("app_key", "wrong"),
                cure: { try $0.fillIn("app_key", .string($0.service.dropbox.credentials.appKey)) }),
            Ailment(
                check: "dropbox.token", says: "did not answer properly", remedy: "Check the network",
                cause: { $0.service.dropbox.fail("oauth2/token", with: .drop, times: nil) }, cure: recover),
            Ailment(
                check: "dropbox.path", says: "does not exist", remedy: "Correct the path", cause: configure("path", "/nowhere"),
                cure: configure("path", "")),
            Ailment(
                check: "dropbox.path", says: "is a file", remedy: "Correct the path",
                cause: { patient in
                    _ = try patient.service.dropbox.change { try $0.write("/folder/file.txt", "x") }
                    try patient.fillIn("path", "/folder/file.txt")
                }, cure: configure("path", "/folder")),
            Ailment(
                check: "dropbox.path", says: "did not answer properly", remedy: "Try again later",
                cause: { patient in
                    _ = try patient.service.dropbox.change { try $0.createFolder("/folder") }
                    try patient.fillIn("path", "/folder")
                    patient.service.dropbox.fail("files/get_metadata", with: .serverError(), times: nil)
                }, cure: recover),
            Ailment(
                check: "dropbox.team", mark: .warning, says: "that of one account", remedy: "Let an admin of the team authorize",
                account: AccessControlTeam.account(), vanishes: true, cause: configure("use_document_level_security", true),
                cure: { patient in
                    patient.service.dropbox.configure { options in
                        options.usesTeamToken = true
                        options.scopes = FakeDropboxOptions.team.scopes
                    }
                    try await patient.authorize()
                }),
            Ailment(
                check: "dropbox.rate_limit", mark: .warning, says: "Dropbox asked for 1 pause", remedy: "Syncs wait as long as Dropbox asks",
                cause: { $0.service.dropbox.fail("files/list_folder", with: .rateLimited(retryAfter: 1), times: 1) }),
        ]

    // MARK: --estimate

    /// An advanced rule.
    private static func rule(_ rule: JSON) -> Ailment.Action {
        change(["filtering": [["domain": "DEFAULT", "active": ["rules": [], "advanced_snippet": ["value": [rule]]]]]])
    }

    private static let brake = "service.deletion_brake.max_documents: 1"

    private static let estimate = [
        Ailment(
            check: "estimate", says: "The sync would end in an error", remedy: "then estimate again", isEstimating: true, vanishes: true,
            cause: { $0.service.dropbox.fail("files/list_folder", with: .serverError(), times: nil, afterRequests: 1) }, cure: recover),
        Ailment(
            check: "estimate", says: "503", remedy: "Check the cluster's health", isEstimating: true, vanishes: true,
            cause: refuse("^[A-Z]+ /search-test"), cure: recover),
        Ailment(
            check: "estimate.gap", mark: .warning, says: "10000", remedy: "write an include rule instead", isEstimating: true,
            account: .generated(files: 10_500, size: 1, seed: 1), vanishes: true, cause: rule(["query": "e"]),
            cure: rule(["include": ["extension": ["txt"]]])),
        Ailment(
            check: "estimate.deletions", mark: .warning, says: "would hold 6 deletions back", remedy: "sync --approve-deletes 6",
            isEstimating: true, lines: brake, cured: brake, vanishes: true, serviceLines: brake,
            cause: { patient in
                try patient.service.dropbox.change { account in
                    for name in 1...5 { _ = try account.write("/Docs/\(name).txt", "text") }
                }
                try await patient.service.run { service in _ = try await service.sync("j1") }
                try patient.service.dropbox.change { try $0.delete("/Docs") }
            },
            cure: { patient in
                try await patient.service.run { service in
                    _ = try await service.sync("j2", metadata: ["approved_deletions": 6])
                }
            }),
    ]
}
