import Foundation

/// A `config.yml` to which a connector is added.
public struct ConfigurationEdit: Sendable {
    private let path: String
    private let environment: [String: String]

    public init(path: String, environment: [String: String]) {
        self.path = path
        self.environment = environment
    }

    /// Adds a connector's lines: under the `connectors:` that is there, or with one at the end.
    ///
    /// - Parameter lines: As ``Operator/Created/configurationLines`` has them.
    /// - Throws: ``OperatorFailure`` when the file would not be one to start with, and is left as it is; or cannot be
    ///   written.
    public func add(_ lines: [String], connectorID: String) throws {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw OperatorFailure(.failure, "\(path) cannot be read: \(error.localizedDescription)")
        }
        let changed = Self.adding(lines, to: text)
        let result = try? ServiceConfiguration.parse(changed, file: path, environment: environment)  // told in our own words
        guard let result, result.connectors.contains(where: { $0.id == connectorID }), (try? result.validate()) != nil else {
            throw OperatorFailure(.failure, "The lines could not be added to \(path), which is left as it was: add them by hand.")
        }
        do {
            // In place, so that the file keeps its owner and its mode.
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(changed.utf8))
            try file.close()
        } catch {
            throw OperatorFailure(.failure, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// The text with the connector added; whether that is right, the parser says.
    static func adding(_ lines: [String], to text: String) -> String {
        var all = text.components(separatedBy: "\n")
        if let place = all.firstIndex(where: { $0.wholeMatch(of: /connectors:\s*(?:#.*)?/) != nil }) {
            all.insert(contentsOf: lines.dropFirst(), at: place + 1)
            return all.joined(separator: "\n")
        }
        return text + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n") + lines.joined(separator: "\n") + "\n"
    }
}
