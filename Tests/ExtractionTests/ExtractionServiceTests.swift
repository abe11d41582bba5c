import FakeExtraction
import Foundation
import Support
import SyncEngine
import TestSupport
import Testing
import Transport

@testable import Extraction

@Suite struct ExtractionServiceTests {
    private func service(
        _ fake: FakeExtraction, pointers: Bool = false, timeout: Duration = .seconds(600)
    ) -> ExtractionService {
        service(at: fake.url, kind: fake.kind == .elastic ? .elastic : .tika, pointers: pointers, timeout: timeout)
    }

    private func service(
        at url: URL, kind: ExtractionServiceOptions.Kind, pointers: Bool = false, timeout: Duration = .seconds(600),
        clock: RecordingClock = RecordingClock()
    ) -> ExtractionService {
        var options = ExtractionServiceOptions(host: url)
        options.kind = kind
        options.timeout = timeout
        options.usesFilePointers = pointers
        options.sharedVolumeDirectory = FileManager.default.temporaryDirectory.path
        let breaker = CircuitBreaker(
            failures: ExtractionService.maximumFailures, pause: ExtractionService.pause, clock: clock)
        // The time that a file may take is real: it runs against the server's.
        return ExtractionService(
            options: options, transport: URLSessionTransport(), clock: ContinuousClock(),
            backoff: .linear(interval: .zero), breaker: breaker, log: .silent)
    }

    /// Runs `body` with a file of these bytes.
    private func withFile<Result>(
        _ bytes: Data, name: String = "a b&ü.txt", _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: name)
        try bytes.write(to: url)
        return try await body(url)
    }

    private func text(_ service: ExtractionService, of bytes: Data, name: String = "a.txt", limit: Int = .max) async throws -> String {
        try await withFile(bytes, name: name) { file in
            String(decoding: try await service.text(of: file, name: name, limit: limit).utf8, as: UTF8.self)
        }
    }

    private func expect(_ expected: String, _ service: ExtractionService, of bytes: Data, name: String = "a.pdf") async throws {
        let text = try await text(service, of: bytes, name: name)
        #expect(text == expected)
    }

    private static let pdf = Data("%PDF-1.4\nBT (Quarterly) Tj (report) Tj ET\n%%EOF".utf8)

    @Test(arguments: [FakeExtraction.Kind.elastic, .tika])
    func `the file is sent as it is, with its length, and its text comes back`(kind: FakeExtraction.Kind) async throws {
        try await withFakeExtraction(kind) { fake in
            try await expect("Quarterly report", service(fake), of: Self.pdf, name: "r.pdf")
            let request = try #require(fake.requests.first)
            #expect(request.method == "PUT")
            #expect(request.target == (kind == .elastic ? "/extract_text/" : "/tika"))
            #expect(request.bodyBytes == Self.pdf.count)
            #expect(request.headers.contains { $0.0.lowercased() == "content-length" && $0.1 == "\(Self.pdf.count)" })
        }
    }

    @Test func `with file pointers the path is named and nothing is sent`() async throws {
        try await withFakeExtraction(.elastic) { fake in
            let text = try await withFile(Data("hello".utf8)) { file in
                try await service(fake, pointers: true).text(of: file, name: "a.txt", limit: .max)
            }
            #expect(text.utf8 == Data("hello".utf8))
            let request = try #require(fake.requests.first)
            #expect(request.bodyBytes == 0)
            #expect(request.target.hasPrefix("/extract_text/?local_file_path="))
            #expect(request.target.contains("a%20b%26%C3%BC.txt"))
        }
    }

    @Test(arguments: [FakeExtraction.Kind.elastic, .tika]) func `blank text is text`(kind: FakeExtraction.Kind) async throws {
        try await withFakeExtraction(kind) { fake in
            try await expect("", service(fake), of: Data("%PDF-1.4 %%EOF".utf8))
        }
        try await withFakeExtraction(.tika) { fake in
            fake.fail(with: .answer(status: 204, body: ""))
            try await expect("", service(fake), of: Self.pdf)
        }
    }

    @Test(arguments: [
        (FakeExtraction.Kind.elastic, 422, #"{"error":"Unprocessable","message":"encrypted","_meta":{}}"#, "extraction_failed", ExtractionStatus.failed),
        (.elastic, 200, #"{"error":"ParseError","message":"bad"}"#, "extraction_failed", .failed),
        (.elastic, 200, #"{"extracted_text": "half"#, "extraction_failed", .failed),
        (.elastic, 200, "<html>a proxy</html>", "extraction_failed", .failed),
        (.elastic, 500, #"{"error":"x","message":"y"}"#, "extraction_failed", .failed),
        (.tika, 422, "EncryptedDocumentException", "extraction_failed", .failed),
        (.tika, 415, "", "unsupported_type", .unsupportedType), (.tika, 500, "boom", "extraction_failed", .failed),
    ])
    func `every refusal concerns one file, with the service's words`(
        kind: FakeExtraction.Kind, status: Int, body: String, reason: String, extraction: ExtractionStatus
    ) async throws {
        try await withFakeExtraction(kind) { fake in
            fake.fail(with: .answer(status: status, body: body), times: 3)
            let error = await #expect(throws: ContentUnavailable.self) { try await text(service(fake), of: Self.pdf) }
            #expect(error?.reason == reason)
            #expect(error?.status == extraction)
            if status != 200 { #expect(error?.message.contains("HTTP \(status)") == true) }
            #expect(fake.requests.count == 1)
        }
    }

    @Test func `a busy service is asked again, with the whole file`() async throws {
        try await withFakeExtraction(.elastic) { fake in
            fake.fail(with: .answer(status: 503, body: #"{"error":"busy"}"#))
            try await expect("Quarterly report", service(fake), of: Self.pdf)
            let sizes = fake.requests.map(\.bodyBytes)
            #expect(sizes == [Self.pdf.count, Self.pdf.count])
        }
    }

    @Test func `an answer that breaks off is asked for again`() async throws {
        try await withFakeExtraction(.elastic) { fake in
            fake.fail(with: .truncate(after: 20))
            try await expect("Quarterly report", service(fake), of: Self.pdf)
        }
    }

    @Test func `a service that takes too long is given up`() async throws {
        try await withFakeExtraction(.tika) { fake in
            fake.fail(with: .delay(.seconds(3600)))
            let service = service(fake, timeout: .milliseconds(200))
            let error = await #expect(throws: ContentUnavailable.self) { try await text(service, of: Self.pdf) }
            #expect(error?.reason == "extraction_timeout")
        }
    }

    @Test func `after three files that found nobody it counts as away, until its pause is over`() async throws {
        let nobody = try UnservedPort()
        let clock = RecordingClock()
        let service = service(at: nobody.url, kind: .elastic, clock: clock)
        for _ in 1...3 {
            try service.requireAvailable()
            let error = await #expect(throws: ContentUnavailable.self) { try await text(service, of: Self.pdf) }
            #expect(error?.reason == "extraction_unavailable")
        }
        #expect(throws: ContentUnavailable.self) { try service.requireAvailable() }
        clock.advance(by: ExtractionService.pause)
        try service.requireAvailable()
    }

    @Test(arguments: [FakeExtraction.Kind.elastic, .tika])
    func `of a text of any length only what is wanted is held`(kind: FakeExtraction.Kind) async throws {
        try await withFakeExtraction(kind) { fake in
            fake.fail(with: .longText(bytes: 5_000_000))
            let text = try await withFile(Self.pdf) { file in
                try await service(fake).text(of: file, name: "a.pdf", limit: 1_000)
            }
            #expect(text.isTruncated)
            #expect((997...1_000).contains(text.utf8.count))
            #expect(String(validating: text.utf8, as: UTF8.self)?.hasPrefix("long text ä😀 long") == true)
        }
    }

    @Test func `a cancelled extraction ends at once`() async throws {
        try await withFakeExtraction(.elastic) { fake in
            fake.fail(with: .delay(.seconds(3600)))
            let service = service(fake)
            let task = Task { try await text(service, of: Self.pdf) }
            while fake.requests.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test(arguments: [FakeExtraction.Kind.elastic, .tika]) func `a service that answers is found`(kind: FakeExtraction.Kind) async throws {
        try await withFakeExtraction(kind) { fake in
            let answers = try await service(fake).ping()
            #expect(answers)
        }
    }
}
