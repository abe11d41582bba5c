import Foundation
import Support
import Testing

@testable import ConnectorService

/// Connector protocol, section 5.1.
@Suite struct LoadingRulesTests {
    @Test func `the example of the protocol`() throws {
        let text = """
            elasticsearch.host: https://es.example.net:9243
            elasticsearch.api_key: ${ES_API_KEY}
            elasticsearch:
              bulk:
                max_concurrency: 3
            connectors:
              - connector_id: dbx-sales
                service_type: dropbox
                api_key: ${DBX_SALES_KEY|none}
            service.max_concurrent_content_syncs: 2
            extraction_service:
              host: http://extract:8090
            """
        let read = try configuration(text, environment: ["ES_API_KEY": "a2V5"])
        #expect(read.elasticsearch.host.absoluteString == "https://es.example.net:9243")
        #expect(read.elasticsearch.apiKey == Secret("a2V5"))
        #expect(read.elasticsearch.bulk.maxConcurrency == 3)
        #expect(read.connectors == [ConnectorEntry(id: "dbx-sales", line: 7)])
        #expect(read.service.maxConcurrentContentSyncs == 2)
        #expect(read.extractionService?.host.absoluteString == "http://extract:8090")
        #expect(try read.validate().isEmpty)
    }

    @Test func `nothing in the file gives every default`() throws {
        let read = try configuration("")
        #expect(read.elasticsearch == ElasticsearchConfiguration())
        #expect(read.elasticsearch.host.absoluteString == "http://localhost:9200")
        #expect(read.service == ServiceSettings())
        #expect(read.extractionService == nil && read.connectors.isEmpty && read.dropbox == DropboxConfiguration())
        #expect(read.readingWarnings.isEmpty)
    }

    /// Each text is the value of `elasticsearch.username`.
    @Test(arguments: [
        ("${A}", "one"), ("$A", "one"), ("x${A}y", "xoney"), ("${A}${B-2.c}", "onetwo"), ("\"$A|d\"", "one"),
        ("${NO|default}", "default"), ("${NO|}", nil), ("$NO|default", "default"), ("'$NO|d e'", "d e"), ("$NO|a $A|b", "a one"),
        ("${NO|a|b c}", "a|b c"), ("a$$b", "a$b"), ("a$$A", "a$A"), ("$${A}", "${A}"), ("cost$5", "cost$5"), ("a$", "a$"),
        ("a$/b", "a$/b"), ("${EMPTY}", nil), ("${EMPTY|x}", nil), ("$B-2.c", "two"), ("${N}", "1234"), ("${OCTAL}", "0123"),
        ("${QUOTED}", "q: r"), ("\"${COLON}\"", "x: y"),
    ] as [(String, String?)])
    func `variables are put in before the text is YAML`(text: String, expected: String?) throws {
        let environment = [
            "A": "one", "B-2.c": "two", "EMPTY": "", "N": "1234", "OCTAL": "0123", "QUOTED": "'q: r'", "COLON": "x: y",
        ]
        let read = try configuration("elasticsearch.username: \(text)", environment: environment)
        #expect(read.elasticsearch.username == expected ?? "elastic")
    }

    @Test func `a comment at the beginning of a line may name variables that are not set, an indented one may not`() throws {
        #expect(configurationError("# ${NO}\n" + oneConnector) == nil)
        let error = try #require(configurationError(oneConnector + "    # ${NO}\n"))
        #expect(error.line == 4 && error.problem.contains("NO is not set") && error.remedy.contains("comment"))
        #expect(configurationError("service.idling: 5 # ${NO}")?.line == 1)
    }

    @Test func `with ENVYAML_STRICT_DISABLE a variable that is not set stays as written`() throws {
        let read = try configuration(
            "elasticsearch: {username: '${NO}', password: $NO.x}", environment: ["ENVYAML_STRICT_DISABLE": ""])
        #expect(read.elasticsearch.username == "${NO}")
        #expect(read.elasticsearch.password == Secret("$NO.x"))
    }

    @Test func `a variable of several lines keeps the line numbers of what follows`() {
        let error = configurationError("elasticsearch.username: ${TWO}\nservice.idling: x", environment: ["TWO": "|\n  a\n  b"])
        #expect(error?.line == 2)
    }

    @Test func `dotted and nested forms mix, and the later value counts`() throws {
        let read = try configuration(
            """
            elasticsearch.bulk.chunk_size: 100
            elasticsearch.bulk:
              chunk_size: 200
              max_concurrency: 2
            elasticsearch:
              bulk:
                max_concurrency: 3
              max_retries: 4
            elasticsearch.max_retries: 7
            service: {idling: 1, service_types: [a, b]}
            service.service_types: [c]
            """)
        #expect(read.elasticsearch.bulk.chunkSize == 200)
        #expect(read.elasticsearch.bulk.maxConcurrency == 3)
        #expect(read.elasticsearch.maxRetries == 7)
        #expect(read.service.idling == .seconds(1))
        #expect(read.service.serviceTypes == ["c"])
    }

    @Test func `a dotted key below another is not taken apart`() throws {
        let read = try configuration("elasticsearch:\n  bulk.chunk_size: 100\n")
        #expect(read.elasticsearch.bulk.chunkSize == 500)
        #expect(read.readingWarnings.map(\.description) == [
            "config.yml:2: elasticsearch.bulk.chunk_size: is not known and ignored. A dotted key is read only where it is not below another key"
        ])
    }

    @Test func `a variable named like a key sets it unless the file does`() throws {
        let environment = [
            "elasticsearch.host": "http://es:1", "elasticsearch.bulk.chunk_size": "100", "service.worker_mode": "true",
            "connector_id": "dbx", "PATH": "/bin", "service": "no", "HOSTNAME": "h",
        ]
        let fromVariables = try configuration("", environment: environment)
        #expect(fromVariables.elasticsearch.host.absoluteString == "http://es:1")
        #expect(fromVariables.elasticsearch.bulk.chunkSize == 100)
        #expect(fromVariables.service.workerMode)
        #expect(fromVariables.connectors.map(\.id) == ["dbx"])
        let fromFile = try configuration("elasticsearch:\n  bulk:\n    chunk_size: 200", environment: environment)
        #expect(fromFile.elasticsearch.bulk.chunkSize == 200)
        #expect(fromFile.elasticsearch.host.absoluteString == "http://es:1")
    }

    @Test func `null means the default`() throws {
        let read = try configuration("service:\n  idling:\n  log_level: ~\nextraction_service:\nconnector_id: null\nconnectors:\n")
        #expect(read.service == ServiceSettings())
        #expect(read.extractionService == nil && read.connectors.isEmpty)
    }

    @Test func `a file is read with the variables of the .env file beside it`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }    // a left-over in the temporary directory hurts nobody
        try "# c\nKEY = 'from .env'\n\nUNUSED\nOTHER=a=b\n".write(to: folder.appending(path: ".env"), atomically: true, encoding: .utf8)
        try "elasticsearch.username: ${KEY}\nelasticsearch.password: ${OTHER}\nservice.log_level: ${LEVEL}\n"
            .write(to: folder.appending(path: "my.yml"), atomically: true, encoding: .utf8)
        let environment = ["KEY": "from the process", "LEVEL": "debug"]
        for file in ["my.yml", folder.appending(path: "my.yml").path] {
            let read = try ServiceConfiguration.load(file: file, environment: environment, workingDirectory: folder.path)
            #expect(read.elasticsearch.username == "from .env")
            #expect(read.elasticsearch.password == Secret("a=b"))
            #expect(read.service.logLevel == .debug)
            #expect(read.file == file)
        }
        #expect(throws: ConfigurationError(
            file: "no.yml", problem: "there is no such file",
            remedy: "Copy config.yml.example to no.yml, or name another file with -c FILE")
        ) {
            try ServiceConfiguration.load(file: "no.yml", environment: [:], workingDirectory: folder.path)
        }
        try Data([0xff, 0xfe, 0x00]).write(to: folder.appending(path: "bad.yml"))
        let error = #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration.load(file: "bad.yml", environment: [:], workingDirectory: folder.path)
        }
        #expect(error?.problem == "the file is not UTF-8 text")
        #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration.load(file: ".", environment: [:], workingDirectory: folder.path)
        }
        try "A=1\nB=2\nA=3\n".write(to: folder.appending(path: ".env"), atomically: true, encoding: .utf8)
        let duplicate = #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration.load(file: "my.yml", environment: environment, workingDirectory: folder.path)
        }
        #expect(duplicate?.description == ".env:3: the variable A a second time. Keep one of them")
    }
}
