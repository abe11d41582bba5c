import Foundation
import Testing

@testable import ConnectorService

@Suite struct ConfigurationFileTests {
    private static let lines = ["connectors:", "  - connector_id: new", "    service_type: dropbox"]

    @Test(arguments: [
        ("", ["new"]), ("service.idling: 5", ["new"]), ("# c\nservice.idling: 5\n\n", ["new"]),
        ("connectors:\n  - connector_id: old\n    service_type: dropbox\nservice.idling: 5\n", ["new", "old"]),
        ("connectors:   # ours\n  - connector_id: old\n    service_type: dropbox", ["new", "old"]),
    ])
    func `a connector is added where the others are`(text: String, ids: [String]) throws {
        try Self.withFile(text) { path in
            try ConfigurationEdit(path: path, environment: [:]).add(Self.lines, connectorID: "new")
            let changed = try String(contentsOfFile: path, encoding: .utf8)
            #expect(try ServiceConfiguration.parse(changed).connectors.map(\.id) == ids)
            for line in text.split(separator: "\n") { #expect(changed.contains(line)) }
        }
    }

    @Test(arguments: ["connectors: []\n", "connectors:\n- connector_id: old\n  service_type: dropbox\n", "a:\n  - b\n c: d\n"])
    func `a file to which they cannot be added is left as it is`(text: String) throws {
        try Self.withFile(text) { path in
            let failure = #expect(throws: OperatorFailure.self) {
                try ConfigurationEdit(path: path, environment: [:]).add(Self.lines, connectorID: "new")
            }
            #expect(failure?.description.contains("add them by hand") == true)
            let left = try String(contentsOfFile: path, encoding: .utf8)
            #expect(left == text)
        }
    }

    private static func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID()).yml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // left over in the temporary folder: no harm
        try body(file.path)
    }
}
