import Testing

@testable import ConnectorService

@Suite struct ConfigurationErrorTests {
    /// Text, line, a part of the message.
    @Test(arguments: [
        // The text itself.
        ("just text", 1, "not a list of `key: value` lines"),
        ("- a", 1, "not a list of `key: value` lines"),
        ("a: 1\n\tb: 2", 2, "a tab"),
        ("service:\n  idling: 1\n   heartbeat: 2", 3, "3 spaces of indentation"),
        ("service:\n    idling: 1\n  heartbeat: 2", 3, "2 spaces of indentation"),
        ("service:\n  idling: 1\n  idling: 2", 3, "`idling` a second time; the first is on line 2"),
        ("# c\nservice.idling: 1\n# c\nservice.idling: 2", 4, "a second time; the first is on line 2"),
        ("elasticsearch.host http://x", 1, "not a list of `key: value` lines"),
        ("service.idling: 1\nelasticsearch.host http://x", 2, "neither `key: value`"),
        ("elasticsearch.password: 'x", 1, "a quote that is not closed"),
        ("elasticsearch.password: a: b", 1, "a second `: `"),
        ("elasticsearch.password: *x", 1, "an anchor or alias"),
        ("elasticsearch.password: @x", 1, "reserved character"),
        ("elasticsearch: &x\n  host: y", 1, "an anchor or alias"),
        ("service.service_types: [a", 1, "a bracket that is not closed"),
        ("a: 1\n---\nb: 1", 2, "a second document"),
        ("elasticsearch.password: !!str x", 1, "a tag"),
        // Variables.
        ("elasticsearch.api_key: ${NO}", 1, "the environment variable NO is not set"),
        ("\n\nelasticsearch.api_key: $NO", 3, "the environment variable NO is not set"),
        ("elasticsearch.password: ${NO", 1, "a `${` without a closing brace"),
        ("elasticsearch.password: ${}", 1, "names no variable"),
        ("elasticsearch.password: ${a b}", 1, "names no variable"),
        ("elasticsearch.password: pa$sword", 1, "Write $$ for a dollar"),
        ("service.idling: 1 # ${NO}", 1, "NO is not set"),
        ("elasticsearch.username: ${COLON}", 1, "a second `: `"),
        // Types.
        ("elasticsearch:", 1, "elasticsearch: has nothing below it"),
        ("elasticsearch: x", 1, "elasticsearch: is a text where settings are expected"),
        ("elasticsearch.bulk: 5", 1, "elasticsearch.bulk: is a number where settings are expected"),
        ("elasticsearch.bulk.error_monitor: [a]", 1, "is a list where settings are expected"),
        ("elasticsearch.host: [a]", 1, "elasticsearch.host: is a list where a single value is expected"),
        ("service:\n  idling:\n    x: 1", 2, "service.idling: is a mapping where a single value is expected"),
        ("service.idling: 30s", 1, "service.idling: is not a number of seconds. Write a number without a unit, for example 30"),
        ("service.idling: 0", 1, "service.idling: is not more than 0"),
        ("service.idling: .inf", 1, "is not a number of seconds"),
        ("service.heartbeat: 1e3", 1, "is not a number of seconds"),
        ("service.heartbeat: 99999999999", 1, "is too large"),
        ("service.max_errors_span: -1", 1, "is negative"),
        ("service.max_errors: 1.5", 1, "service.max_errors: is not a whole number. Write one of 0 or more"),
        ("service.max_errors: many", 1, "is not a whole number"),
        ("service.max_concurrent_content_syncs: 0", 1, "is too small. Write a whole number of 1 or more"),
        ("service.max_file_download_size: 10MB", 1, "is not a whole number"),
        ("service.max_file_download_size: 99999999999999999999", 1, "is not a whole number"),
        ("service.content_memory_budget: 64MB", 1, "is not a number of MiB"),
        ("service.permission_refresh: hourly", 1, "is not a number of seconds"),
        ("service.content_memory_budget: 0", 1, "is not more than 0"),
        ("service.deletion_brake.max_percent: 101", 1, "is too large. Write a whole number from 0 to 100"),
        ("service.deletion_brake.enabled: maybe", 1, "is neither true nor false"),
        ("service.worker_mode: 1", 1, "is neither true nor false"),
        ("service.realtime: 1", 1, "service.realtime: is neither true nor false"),
        ("service.http.listen: somewhere", 1, "service.http.listen: is no HOST:PORT. Write for example 127.0.0.1:9464"),
        ("service:\n  webhook:\n    listen: 0.0.0.0:99999", 3, "service.webhook.listen: is no HOST:PORT"),
        ("service.webhook: 9465", 1, "service.webhook: is a number where settings are expected"),
        ("service.service_types: dropbox", 1, "service.service_types: is a text where a list is expected"),
        ("service.service_types:\n  - a\n  - [b]", 3, "has a list where a text is expected"),
        ("service.log_level: LOUD", 1, "is no log level. Write DEBUG, INFO"),
        ("elasticsearch.bulk.max_text_document_size: -1", 1, "is negative"),
        ("elasticsearch.bulk.chunk_size: 1", 1, "is too small. Write a whole number of 2 or more"),
        ("elasticsearch.bulk.error_monitor.max_error_rate: 15", 1, "is too large. Write one from 0 to 1"),
        ("elasticsearch.backoff_multiplier: x", 1, "is not a number. Write one from 1 to 1000"),
        ("elasticsearch.headers: [a]", 1, "is a list where a mapping is expected"),
        ("elasticsearch:\n  headers:\n    A: [b]", 3, "elasticsearch.headers.A: is a list where a text is expected"),
        ("elasticsearch.feature_use_connectors_api: sometimes", 1, "is neither true, false nor auto"),
        // URLs and TLS.
        ("elasticsearch.host: localhost:9200", 1, "another kind than http and https. Write for example"),
        ("elasticsearch.host: es", 1, "is no URL"),
        ("elasticsearch.host: http://", 1, "is a URL without a host"),
        ("elasticsearch.host: http://a b", 1, "is no URL"),
        ("elasticsearch.host: http://es:99999", 1, "has a port that cannot be"),
        ("elasticsearch.host: ftp://es", 1, "another kind than http and https"),
        ("elasticsearch.host: http://es?x=1", 1, "is a URL with a query"),
        ("dropbox.api_url: /x", 1, "is no URL"),
        ("extraction_service:\n  timeout: 1", 1, "extraction_service.host: is missing"),
        ("elasticsearch:\n  verify_certs: false", 2, "elasticsearch.verify_certs: certificates are always verified"),
        // The list of connectors, and what contradicts itself.
        ("", nil, "connectors: there is no connector to serve"),
        ("connectors: dbx", 1, "connectors: is a text where a list is expected"),
        ("connectors:\n  connector_id: a", 1, "connectors: is a mapping where a list is expected"),
        ("connectors:\n  - dbx", 2, "connectors[0]: is a text where settings are expected"),
        ("connectors:\n  - connector_id: [a]", 2, "connectors[0].connector_id: is a list where a single value"),
        ("connectors:\n  - connector_id: changeme\n    service_type: dropbox", 2, "connector_id: is still the placeholder"),
        ("connectors:\n  - service_type: changeme\n    connector_id: a", 3, "service_type: is still the placeholder"),
        ("connectors:\n  - connector_id: a\n    api_key: changeme", 2, "api_key: is still the placeholder"),
        ("connector_id: changeme", 1, "connector_id: is still the placeholder"),
        ("service.worker_mode: true", nil, "service.service_types: is empty"),
        ("service:\n  worker_mode: true\n  service_types: []", 3, "service.service_types: is empty"),
        ("connector_id: a\nelasticsearch:\n  api_key: changeme", 3, "elasticsearch.api_key: is still the placeholder"),
    ] as [(String, Int?, String)])
    func `what is wrong is told with file, line, key and remedy`(text: String, line: Int?, fragment: String) throws {
        let error = try #require(configurationError(text, environment: ["COLON": "x: y"]))
        #expect(error.line == line, "\(error)")
        #expect(error.description.contains(fragment), "\(error)")
        #expect(error.description.hasPrefix(line.map { "config.yml:\($0): " } ?? "config.yml: "))
        #expect(!error.remedy.isEmpty)
    }

    @Test(arguments: [
        "elasticsearch.request_timeout: sEcr3t", "elasticsearch.ssl: sEcr3t", "elasticsearch.max_retries: sEcr3t",
        "elasticsearch.host: sEcr3t", "elasticsearch.host: http://u:sEcr3t@", "service.log_level: sEcr3t", "service.http.listen: sEcr3t", "elasticsearch: sEcr3t",
        "elasticsearch.password: [sEcr3t", "elasticsearch.password: pa$sEcr3t", "elasticsearch.password: pa$SECR3T",
        "elasticsearch.password: ${sEcr3t", "elasticsearch.password: ${a sEcr3t}", "elasticsearch.password: ${NO}sEcr3t",
        "connectors: [sEcr3t]", "elasticsearch.headers: sEcr3t", "service.service_types: sEcr3t", "elasticsearch.api_key: sEcr3t: x",
        "elasticsearch.feature_use_connectors_api: sEcr3t", "sEcr3t",
    ])
    func `an error never shows a value`(text: String) throws {
        let error = try #require(configurationError(text))
        #expect(!error.description.uppercased().contains("SECR3T"), "\(error)")
    }
}
