import Foundation
import Support
import Transport

/// Whether the text extraction service of the configuration answers.
struct ExtractionServiceCheck {
    let context: ServiceContext
    private let make = FindingMaker(subject: "Text extraction service")

    init(context: ServiceContext) {
        self.context = context
    }

    /// Nothing is noted when none is configured.
    func run(_ note: (Finding) -> Void) async throws {
        guard let service = context.configuration.extractionService else { return }
        let remedy = "Start it, or correct extraction_service.host in config.yml."
        let request = HTTPRequest(.get, service.host.appending(path: "ping/"), timeout: .seconds(10))
        do {
            let response = try await URLSessionTransport(options: TransportOptions()).send(request)
            guard response.status == 200 else {
                return note(
                    make.failed("extraction_service", "\(service.host) answers with status \(response.status)", remedy))
            }
            note(make.passed("extraction_service", "The text extraction service answers at \(service.host)"))
        } catch let error as TransportError {
            note(make.failed("extraction_service", "\(service.host) does not answer: \(error)", remedy))
        }
    }
}
