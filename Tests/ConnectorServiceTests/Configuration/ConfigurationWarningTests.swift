import Support
import Testing

@testable import ConnectorService

@Suite struct ConfigurationWarningTests {
    /// Each text stands after a valid list of connectors, which has three lines.
    @Test(arguments: [
        ("elasticsearch.hots: x", "config.yml:4: elasticsearch.hots: is not known and ignored. Did you mean `elasticsearch.host`?"),
        ("elasticsearch:\n  bulk:\n    chunk_sise: 1", "config.yml:6: elasticsearch.bulk.chunk_sise: is not known and ignored. Did you mean `elasticsearch.bulk.chunk_size`?"),
        ("elasticserach.host: x", "config.yml:4: elasticserach: is not known and ignored. Did you mean `elasticsearch`?"),
        ("chunk_size: 1", "config.yml:4: chunk_size: is not known and ignored. Did you mean `elasticsearch.bulk.chunk_size`?"),
        ("service.realtim: 1", "config.yml:4: service.realtim: is not known and ignored. Did you mean `service.realtime`?"),
        ("service.http.listen: 0.0.0.0:9464", "config.yml:4: service.http.listen: lets other machines read metrics: who can reach 0.0.0.0:9464 sees what is synced how often"),
        ("zzz:\n  a: [1]", "config.yml:4: zzz: is not known and ignored. The nearest known key is `dropbox`. Remove the line if it is not meant"),
        ("service.service_types: [a]", "config.yml:4: service.service_types: is ignored, because service.worker_mode is off"),
        ("connector_id: x", "config.yml:4: connector_id: is deprecated and ignored, because `connectors` is given. Remove it and `service_type`"),
        ("elasticsearch: {api_key: k, username: me}", "config.yml:4: elasticsearch.username: is ignored, because elasticsearch.api_key is given. Remove one of them"),
        ("service.fips_mode: true", "config.yml:4: service.fips_mode: changes nothing here: whether TLS is FIPS-certified is up to the system's libraries"),
    ])
    func `what is probably not meant is told`(text: String, warning: String) throws {
        let warnings = try configuration(oneConnector + text).validate().map(\.description)
        #expect(warnings == [warning])
    }

    @Test(arguments: [
        ("- service_type: dropbox", "connectors[0].connector_id: is missing; the entry is skipped", 0),
        ("- {connector_id: a, service_type: dropbox}\n- {connector_id: a, service_type: dropbox}", "connectors[1].connector_id: is given twice", 1),
        ("- connector_id: a", "connectors[0].service_type: is missing; `dropbox` is assumed", 1),
        ("- {connector_id: a, service_type: dropbox, apikey: k}", "connectors[0].apikey: is not known and ignored. Did you mean `connectors[].api_key`?", 1),
        ("- {connector_id: a, service_type: notion}", "service_type: this service serves `dropbox` connectors only; a is left to others", 1),
    ])
    func `entries of the list of connectors`(text: String, warning: String, count: Int) throws {
        let read = try configuration("connectors:\n" + text)
        #expect(read.connectors.count == count)
        let warnings = count == 0 ? read.readingWarnings : try read.validate()
        #expect(warnings.count == 1 && warnings[0].description.contains(warning), "\(warnings)")
    }

    @Test func `the later of two entries with one id is used`() throws {
        let read = try configuration("connectors:\n- {connector_id: a, api_key: x}\n- {connector_id: b}\n- {connector_id: a, api_key: y}")
        #expect(read.connectors.map(\.id) == ["b", "a"])
        #expect(read.connectors.last?.apiKey == Secret("y"))
    }

    @Test func `the deprecated pair is a list of one, with a warning`() throws {
        let read = try configuration("connector_id: 7\nservice_type: dropbox")
        #expect(read.connectors == [ConnectorEntry(id: "7", line: 1)])
        let warnings = try read.validate()
        #expect(warnings.map(\.key) == ["connector_id"] && warnings[0].message.hasPrefix("is deprecated"))
    }

    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "ab", 1), ("abc", "acb", 1), ("abc", "xbc", 1), ("", "abc", 3),
        ("kitten", "sitting", 3), ("chunk_sise", "chunk_size", 1),
    ])
    func `edit distance`(from: String, to: String, distance: Int) {
        #expect(editDistance(from, to) == distance)
        #expect(editDistance(to, from) == distance)
    }
}
