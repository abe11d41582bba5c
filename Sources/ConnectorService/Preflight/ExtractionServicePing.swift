import Extraction
import Foundation
import Transport

/// Whether the text extraction service of the configuration answers.
///
/// Connector protocol: section 3.3 (4).
struct ExtractionServicePing {
    /// Why it cannot be used.
    struct NoAnswer: Error, CustomStringConvertible {
        var description: String
    }

    private let configuration: ExtractionServiceConfiguration

    init(_ configuration: ExtractionServiceConfiguration) {
        self.configuration = configuration
    }

    /// - Throws: ``NoAnswer``, `CancellationError`.
    func run() async throws {
        // A Tika server has no such page, and tells its version to everybody.
        let url = configuration.host.appending(path: configuration.kind == .tika ? "version" : "ping/")
        do {
            let response = try await URLSessionTransport(options: TransportOptions())
                .send(HTTPRequest(.get, url, timeout: .seconds(5)))
            guard response.status == 200 else {
                throw NoAnswer(description: "\(configuration.host.absoluteString) answers with status \(response.status)")
            }
        } catch let error as TransportError {
            throw NoAnswer(description: "\(configuration.host.absoluteString) does not answer: \(error)")
        }
    }
}
