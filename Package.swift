// swift-tools-version: 6.1
import PackageDescription

/// One list of settings for every target: `any` marks every box, a file imports what it uses,
/// and `public import` marks what a room leaks.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A room of `design.md`. `imports` are its arrows; there are no others.
func room(_ name: String, imports: [String]) -> Target {
    .target(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

/// What the tests, the demo and the benchmarks need; nothing of it is in the product.
func fixture(_ name: String, imports: [String]) -> Target {
    .target(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: "fixtures/\(name)",
        swiftSettings: strict)
}

func program(_ name: String, path: String, imports: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, path: path, swiftSettings: strict)
}

func tests(_ name: String, imports: [String]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

let rooms = ["Support", "Transport", "Dropbox", "Elasticsearch", "ConnectorProtocol", "SyncEngine", "DropboxSource", "Extraction", "HTTPServer"]
let fakes = ["FakeDropbox", "FakeElasticsearch", "FakeExtraction", "TestSupport"]
let harness = ["Support", "Transport", "Elasticsearch", "FakeDropbox", "Harness"]

let package = Package(
    name: "dropbox-connector",
    products: [
        .executable(name: "dropbox-connector", targets: ["dropbox-connector"]),
    ],
    dependencies: [],
    targets: [
        room("Support", imports: []),
        room("Transport", imports: ["Support"]),
        room("HTTPServer", imports: []),
        room("Dropbox", imports: ["Support", "Transport"]),
        room("Elasticsearch", imports: ["Support", "Transport"]),
        room("ConnectorProtocol", imports: ["Support", "Elasticsearch"]),
        room("SyncEngine", imports: ["Support", "Elasticsearch"]),
        room("DropboxSource", imports: ["Support", "Dropbox", "SyncEngine"]),
        room("Extraction", imports: ["Support", "Transport", "SyncEngine"]),
        room("ConnectorService", imports: rooms),
        // What --version tells of the build: `make build` and the image set it, and without it there is the version alone.
        .target(
            name: "BuildInformation",
            cSettings: Context.environment["DROPBOX_CONNECTOR_COMMIT"].map {
                $0.isEmpty ? [] : [.define("DROPBOX_CONNECTOR_COMMIT", to: "\"\($0)\"")]
            }),
        program(
            "dropbox-connector", path: "Sources/dropbox-connector", imports: rooms + ["ConnectorService", "BuildInformation"]),

        fixture("FakeDropbox", imports: ["Support", "HTTPServer"]),
        fixture("FakeExtraction", imports: ["Support", "HTTPServer"]),
        fixture("FakeElasticsearch", imports: ["Support", "HTTPServer"]),
        fixture("TestSupport", imports: ["Support", "Transport", "HTTPServer"]),
        program("fake-dropbox", path: "fixtures/fake-dropbox", imports: ["Support", "FakeDropbox", "HTTPServer"]),
        program(
            "fake-elasticsearch", path: "fixtures/fake-elasticsearch",
            imports: ["Support", "FakeElasticsearch", "HTTPServer"]),
        fixture("Harness", imports: ["Support", "Transport", "Elasticsearch", "FakeDropbox"]),
        program("demo", path: "fixtures/demo", imports: harness),
        program("functional-test", path: "fixtures/functional-test", imports: harness),
        program("bench", path: "fixtures/bench", imports: harness + ["HTTPServer"]),

        tests("Support", imports: ["Support", "TestSupport"]),
        tests("Transport", imports: ["Support", "Transport", "HTTPServer", "TestSupport"]),
        tests("Dropbox", imports: ["Support", "Transport", "Dropbox", "FakeDropbox", "HTTPServer", "TestSupport"]),
        tests(
            "Elasticsearch",
            imports: ["Support", "Transport", "Elasticsearch", "FakeElasticsearch", "HTTPServer", "TestSupport"]),
        tests(
            "ConnectorProtocol",
            imports: [
                "Support", "Transport", "Elasticsearch", "ConnectorProtocol", "FakeElasticsearch", "HTTPServer",
                "TestSupport",
            ]),
        tests("SyncEngine", imports: rooms + fakes),
        tests("DropboxSource", imports: rooms + fakes),
        tests("Extraction", imports: rooms + ["ConnectorService"] + fakes),
        tests("ConnectorService", imports: rooms + ["ConnectorService"] + fakes),
        tests("Program", imports: ["Support", "ConnectorService", "dropbox-connector"] + fakes),
        tests("Fixture", imports: ["Support", "Transport", "HTTPServer", "FakeDropbox", "FakeElasticsearch", "TestSupport"]),
    ]
)
