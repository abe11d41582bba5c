import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@testable import ConnectorService

/// Many connectors on one service that does one content sync at a time, as it does by default.
@Suite struct ManyConnectorsTests {
    /// `CONNECTORS=100 swift test --filter ManyConnectorsTests` for as many as the issue names.
    private static let count = ProcessInfo.processInfo.environment["CONNECTORS"].flatMap { Int($0) } ?? 8

    @Test func `all are served, and those that hang delay no other`() async throws {
        var account = FakeAccount()
        try account.write("/Hangs/a.txt", "a")
        try account.write("/Limited/b.txt", "b")
        let ids = (1...Self.count).map { "many-\($0)" }
        let entries = ids.map { "  - {connector_id: \($0), service_type: dropbox}" }.joined(separator: "\n")
        let configuration = entries + "\nservice.heartbeat: 60\n"
        try await withTestService(account, configuration: configuration) { service in
            try service.createConnector()
            // One is asked for its path and gets no answer, and one is told to wait for a day when its sync has begun.
            let (hanging, limited) = (ids[0], ids[1])
            service.dropbox.fail(
                "files/get_metadata", with: .delay(.seconds(3600)), times: nil, whereArgumentContains: "/Hangs")
            service.dropbox.fail(
                "files/list_folder", with: .rateLimited(retryAfter: 86_000), times: nil, whereArgumentContains: "/Limited")
            try service.createConnector(hanging, ["path": "/Hangs"])
            // Limits are an authorization's: this one has its own.
            try service.createConnector(
                limited, ["path": "/Limited", "refresh_token": .string(try await service.anotherRefreshToken())])
            for id in ids.dropFirst(2) { try service.createConnector(id, [:]) }

            try await service.run { service in
                try service.requestSync("limited", of: limited)
                try await service.wait(for: "limited", ["in_progress"])
                let others = ids.filter { ![hanging, limited].contains($0) }
                for id in others { try service.requestSync(id, of: id) }
                try await service.waitUntil { $0.isSuperset(of: others) }
                #expect(["suspended", "in_progress"].contains(service.job("limited")["status"]))
                // The one that hangs is looked after.
                let seen = service.connector(hanging)["last_seen"]
                _ = try await eventually { service.connector(hanging)["last_seen"] != seen ? true : nil }
                #expect(service.connector(hanging)["status"] == "configured")
                _ = try await eventually {
                    others.allSatisfy { service.connector($0)["status"] == "connected" } ? true : nil
                }
            }
            for id in ids.dropFirst(2) {
                #expect(service.elasticsearch.documents(in: "search-\(id)").count == account.entries.count, "\(id)")
            }
            #expect(service.job("limited")["status"] == "suspended")
        }
    }

    @Test func `a connector whose job another service runs does not keep the others from their turn`() async throws {
        try await withTestService(configuration: "  - {connector_id: other, service_type: dropbox}\n") { service in
            try service.createConnector()
            try service.createConnector("other", [:])
            try service.changeConnector(["last_sync_status": "in_progress"])
            try service.requestSync("waits")
            try service.requestSync("runs", of: "other")
            try await service.run { service in
                try await service.wait(for: "runs", ["completed"])
                #expect(service.job("waits")["status"] == "pending")
            }
        }
    }
}

extension TestService {
    fileprivate func connector(_ id: String) -> JSON { elasticsearch.documents(in: Self.connectors)[id] ?? [:] }

    fileprivate func createConnector(_ id: String, _ values: [String: JSON]) throws {
        let changes: JSON = [
            "index_name": .string("search-\(id)"), "configuration": .object(values.mapValues { ["value": $0] }),
        ]
        try elasticsearch.seed([id: connector.merged(with: changes)], in: Self.connectors)
    }

    /// Waits until `isEnough` of the jobs that are completed. With many connectors a look costs something, so it is not
    /// made as often as for one.
    fileprivate func waitUntil(_ isEnough: (Set<String>) -> Bool) async throws {
        _ = try await eventually(within: .seconds(600)) {
            let completed = allJobs.filter { $0.value["status"] == "completed" }.keys
            if isEnough(Set(completed)) { return true }
            try await Task.sleep(for: .milliseconds(100))
            return Optional.none
        }
    }

    /// What another app's authorization of the same account would be.
    fileprivate func anotherRefreshToken() async throws -> String {
        let (key, secret, _) = dropbox.credentials
        let form = "grant_type=authorization_code&code=\(dropbox.authorizationCode())&client_id=\(key)&client_secret=\(secret)"
        let request = HTTPRequest(
            .post, dropbox.url.appending(path: "oauth2/token"),
            headers: ["Content-Type": "application/x-www-form-urlencoded"], body: Data(form.utf8))
        let answer = try JSON(parsing: try await URLSessionTransport(options: TransportOptions()).send(request).body)
        return answer["refresh_token"]?.stringValue ?? ""
    }
}
