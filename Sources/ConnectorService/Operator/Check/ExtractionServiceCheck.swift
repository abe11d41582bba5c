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
        do {
            try await ExtractionServicePing(service).run()
            note(make.passed("extraction_service", "The text extraction service answers at \(service.host)"))
        } catch let error as ExtractionServicePing.NoAnswer {
            note(make.failed("extraction_service", "\(error)", "Start it, or correct extraction_service.host in config.yml."))
        }
    }
}
