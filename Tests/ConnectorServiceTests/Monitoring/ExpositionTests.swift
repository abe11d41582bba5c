import Foundation
import Testing

@testable import ConnectorService

@Suite struct ExpositionTests {
    private func filled() -> MetricStore {
        let store = MetricStore()
        store.count(.dropboxRequests, ["listing", "200"])
        store.count(.dropboxRequests, ["listing", "200"], by: 2)
        store.count(.dropboxRequests, ["content", "429"])
        for seconds in [0.005, 0.02, 3, 1000] { store.observe(seconds, .dropboxRequestDuration, ["listing"]) }
        store.observe(0.3, .dropboxRequestDuration, ["content"])
        return store
    }

    @Test func `a strict reader takes it, and finds what was counted`() throws {
        var exposition = Exposition(filled().snapshot)
        exposition.set(.syncAge, ["a \"quoted\" \\ connector\n of two lines"], to: 1.5)
        let read = try PrometheusText(exposition.text)
        #expect(read.families.map(\.name) == MetricFamily.all.map(\.name))
        #expect(read.value("dropbox_connector_dropbox_requests_total", ["class": "listing", "status": "200"]) == 3)
        #expect(read.value("dropbox_connector_dropbox_request_duration_seconds_count", ["class": "listing"]) == 4)
        #expect(read.value("dropbox_connector_dropbox_request_duration_seconds_bucket", ["class": "listing", "le": "0.01"]) == 1)
        #expect(read.value("dropbox_connector_dropbox_request_duration_seconds_bucket", ["class": "listing", "le": "600"]) == 3)
        #expect(read.value("dropbox_connector_last_successful_sync_age_seconds", ["connector_id": "a \"quoted\" \\ connector\n of two lines"]) == 1.5)
        #expect(read.value("dropbox_connector_dropbox_retries_total") == 0, "what never happened is 0")
    }

    @Test func `names carry their unit, and no label is of a file, a person or a secret`() {
        let units = ["_seconds", "_bytes", "_total", "_info", "_fds", "_up", "_jobs"]
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
        for family in MetricFamily.all {
            #expect(units.contains { family.name.hasSuffix($0) }, "\(family.name)")
            #expect((family.kind == .counter) == family.name.hasSuffix("_total"))
            #expect(family.buckets.isEmpty == (family.kind != .histogram))
            #expect(family.buckets == family.buckets.sorted())
            #expect(Set(family.labels).isSubset(of: [
                "class", "status", "result", "reason", "job_type", "connector_id", "outcome", "source", "loop", "version",
            ]))
        }
    }

    @Test(arguments: [
        "x 1", "# HELP x y\n", "# TYPE x counter\nx 1\n", "# HELP x y\n# TYPE x gauge\nx{a=1} 1\n",
        "# HELP x y\n# TYPE x gauge\nx 1\nx 1\n", "# HELP x y\n# TYPE x counter\nx 1\n", "# HELP x y\n# TYPE x gauge\ny 1\n",
        "# HELP x y\n# TYPE x gauge\nx{a=\"b\",} 1\n", "# HELP x y\n# TYPE x gauge\nx one\n",
        "# HELP x y\n# TYPE x histogram\nx_bucket{le=\"1\"} 2\nx_bucket{le=\"+Inf\"} 1\nx_sum 1\nx_count 1\n",
    ])
    func `the reader of these tests is strict`(text: String) {
        #expect(throws: PrometheusText.Problem.self) { try PrometheusText(text) }
    }

    @Test(arguments: [
        ("https://api.dropboxapi.com/2/files/list_folder", "listing"),
        ("https://api.dropboxapi.com/2/files/list_folder/continue", "listing"),
        ("https://notify.dropboxapi.com/2/files/list_folder/longpoll", "longpoll"),
        ("https://content.dropboxapi.com/2/files/download", "content"), ("https://api.dropboxapi.com/oauth2/token", "token"),
        ("https://api.dropboxapi.com/2/files/get_metadata", "metadata"), ("https://x/2/sharing/list_folders", "sharing"),
        ("https://x/2/team/members/list_v2", "team"), ("https://x/2/users/get_current_account", "account"),
        ("https://x/proxy/2/files/search_v2", "search"), ("https://x/anything", "other"),
    ])
    func `classes of Dropbox's routes`(url: String, expected: String) throws {
        #expect(RequestClass.dropbox(try #require(URL(string: url))) == expected)
    }

    @Test(arguments: [
        ("http://es:9200/_bulk?pipeline=x", "bulk"), ("http://es:9200/.elastic-connectors-v1/_doc/secret-name", "state"),
        ("http://es:9200/_connector/x/_check_in", "state"), ("http://es:9200/my-index/_search", "search"),
        ("http://es:9200/_search/scroll", "search"), ("http://es:9200/", "other"), ("http://es:9200/my-index", "other"),
    ])
    func `classes of requests to Elasticsearch`(url: String, expected: String) throws {
        #expect(RequestClass.elasticsearch(try #require(URL(string: url))) == expected)
    }

    /// `deploy/prometheus/alerts.yml` and `deploy/grafana/dashboard.json`.
    @Test(arguments: ["deploy/prometheus/alerts.yml", "deploy/grafana/dashboard.json", "docs/operations.md"])
    func `every metric that is named exists`(file: String) throws {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let text = try String(contentsOf: package.appending(path: file), encoding: .utf8)
        let known = MetricFamily.all.flatMap { family in
            family.kind == .histogram ? ["_bucket", "_sum", "_count", ""].map { family.name + $0 } : [family.name]
        }
        let named = Set(text.matches(of: /\b(?:dropbox_connector|process)_[a-z_]+/).map { String($0.output) })
        #expect(named.count >= 8, "\(file) names metrics")
        #expect(named.subtracting(known) == [])
        if file.hasPrefix("docs") { #expect(Set(MetricFamily.all.map(\.name)).subtracting(named) == [], "all are documented") }
    }

    @Test func `the dashboard is JSON, and its panels ask something`() throws {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let data = try Data(contentsOf: package.appending(path: "deploy/grafana/dashboard.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(panels.count >= 8)
        for panel in panels where panel["type"] as? String != "row" {
            let targets = panel["targets"] as? [[String: Any]] ?? []
            #expect(!targets.isEmpty && targets.allSatisfy { ($0["expr"] as? String)?.isEmpty == false }, "\(panel["title"] ?? "")")
        }
    }
}
