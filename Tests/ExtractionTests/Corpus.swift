import FakeDropbox
import Foundation

/// A file of the corpus, and what must become of it by each way of extraction.
struct CorpusFile {
    enum Outcome: Equatable {
        case body(String)
        case status(String)
        /// Neither text nor a reason: only the pipeline knows that it found nothing.
        case nothing
    }

    var path: String
    var content: Data
    var export: FakeExport?
    var pipeline: Outcome
    var service: Outcome
    var local: Outcome

    init(
        _ path: String, _ content: Data, export: FakeExport? = nil, pipeline: Outcome, service: Outcome, local: Outcome
    ) {
        self.path = path
        self.content = content
        self.export = export
        self.pipeline = pipeline
        self.service = service
        self.local = local
    }

    /// The same by every way.
    init(_ path: String, _ content: Data, export: FakeExport? = nil, _ outcome: Outcome) {
        self.init(path, content, export: export, pipeline: outcome, service: outcome, local: outcome)
    }

    init(_ path: String, _ text: String, _ outcome: Outcome) {
        self.init(path, Data(text.utf8), outcome)
    }
}

/// Documents of some forty formats: whole, empty, cut off, mislabelled, with names that are a nuisance.
enum Corpus {
    typealias Outcome = CorpusFile.Outcome

    static let files: [CorpusFile] = text + markup + documents + binary + awkward + exports

    private static let text: [CorpusFile] = [
        CorpusFile("/plain.txt", "ferries and tides", .body("ferries and tides")),
        CorpusFile("/notes.md", "# Notes\n\nsome words", .body("# Notes some words")),
        CorpusFile("/long.markdown", "*one* two", .body("*one* two")),
        CorpusFile("/manual.rst", "Manual\n======\nwords", .body("Manual ====== words")),
        CorpusFile("/table.csv", "name;size\nplan;3", .body("name;size plan;3")),
        CorpusFile("/table.tsv", "name\tsize\nplan\t3", .body("name size plan 3")),
        CorpusFile("/data.json", #"{"key": "a \"value\" \\ here"}"#, .body(#"{"key": "a \"value\" \\ here"}"#)),
        CorpusFile("/run.sh", "#!/bin/sh\necho hello", .body("#!/bin/sh echo hello")),
        CorpusFile("/app.py", "print('hello')", .body("print('hello')")),
        CorpusFile("/app.rb", "puts 'hello'", .body("puts 'hello'")),
        onlyLocal("/main.swift", "let answer = 42"), onlyLocal("/lib.rs", "fn main() {}"),
        onlyLocal("/index.ts", "const a = 1"), onlyLocal("/conf.yaml", "a: 1"), onlyLocal("/conf.toml", "a = 1"),
        onlyLocal("/server.log", "12:00 started"), onlyLocal("/query.sql", "SELECT 1"),
        CorpusFile("/utf8 bom.txt", Data([0xEF, 0xBB, 0xBF] + "Größe".utf8), .body("Größe")),
        CorpusFile("/utf16le.txt", Data([0xFF, 0xFE]) + utf16("Größe 3 €", littleEndian: true), .body("Größe 3 €")),
        CorpusFile("/utf16be.txt", Data([0xFE, 0xFF]) + utf16("Größe 3 €", littleEndian: false), .body("Größe 3 €")),
        CorpusFile("/latin1.txt", latin1(german), .body(german)),
    ]

    /// The pipeline's fake takes the tags out of HTML alone, the service's out of all of it.
    private static let markup: [CorpusFile] = [
        CorpusFile("/page.html", "<html><p>one</p><p>two &amp; three</p></html>", .body("one two & three")),
        CorpusFile(
            "/data.xml", Data("<?xml version=\"1.0\"?><r><a>one</a><b>two</b></r>".utf8),
            pipeline: .body("<?xml version=\"1.0\"?><r><a>one</a><b>two</b></r>"), service: .body("one two"),
            local: .body("one two")),
        CorpusFile(
            "/logo.svg", Data("<svg><text>Harbour</text></svg>".utf8), pipeline: .body("<svg><text>Harbour</text></svg>"),
            service: .body("Harbour"), local: .body("Harbour")),
        CorpusFile("/page.aspx", "<html><body>dynamic</body></html>", .body("dynamic")),
    ]

    private static let documents: [CorpusFile] = [
        parsed("/report.pdf", pdf("Quarterly report"), "Quarterly report"),
        parsed("/letter.docx", word("Dear harbour"), "Dear harbour"),
        parsed("/sheet.xlsx", workbook(sheet: "Berths", ["Total", "42"]), "Berths Total 42"),
        parsed("/macros.xlsm", workbook(sheet: "Berths", ["Sum", "7"], hasMacros: true), "Berths Sum 7"),
        parsed("/slides.pptx", slides("First slide"), "First slide"),
        parsed("/text.odt", openDocument("Open text"), "Open text"),
        parsed("/old.rtf", Data("{\\rtf1\\ansi Rich words\\par}".utf8), "Rich words"),
        parsed("/CAPITALS.PDF", pdf("Loud"), "Loud"),
        // Cut off, damaged or locked: the pipeline's failures are its own, the service's are told.
        broken("/cut off.pdf", pdf("Quarterly report").prefix(100)),
        broken("/cut off.docx", word("Dear").prefix(600)),
        // What only lacks its index is repaired.
        parsed("/cut off at the end.pdf", pdf("Quarterly report").dropLast(60), "Quarterly report"),
        broken("/locked.pdf", Data("%PDF-1.4\n/Encrypt (secret) Tj\n%%EOF".utf8)),
        broken("/damaged.doc", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0])),
        broken("/damaged.xls", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 1])),
        CorpusFile(
            "/scan.pdf", pdf(""), pipeline: .nothing, service: .status("empty"), local: .status("unsupported_type")),
    ]

    private static let binary: [CorpusFile] = [
        "photo.jpg", "image.png", "movie.mp4", "song.mp3", "archive.zip", "archive.tar.gz", "disk.iso", "font.woff2",
        "program.exe", "cache.sqlite",
    ].map { CorpusFile("/\($0)", Data([0, 1, 2, 3, 255]), .status("unsupported_type")) }

    private static let awkward: [CorpusFile] = [
        CorpusFile("/empty.txt", "", .status("empty")), CorpusFile("/empty.pdf", "", .status("empty")),
        CorpusFile(
            "/blank.txt", Data(" \n\t ".utf8), pipeline: .nothing, service: .status("empty"), local: .status("empty")),
        CorpusFile("/Größe & Maß – 100% (1).txt", "size", .body("size")),
        CorpusFile("/emoji 😀 e\u{301}.md", "smile", .body("smile")),
        CorpusFile("/it's; a, name=x&y+z#.txt", "name", .body("name")),
        CorpusFile("/ leading and trailing.txt", "blank", .body("blank")),
        CorpusFile("/README", "read me", .body("read me")), CorpusFile("/.profile", "export A=1", .body("export A=1")),
        CorpusFile("/core", Data([0x7F, 0x45, 0x4C, 0x46, 0, 0, 0]), .status("unsupported_type")),
        // Names that lie.
        CorpusFile(
            "/really an image.txt", pixel,
            pipeline: .nothing, service: .status("empty"), local: .status("unsupported_type")),
        CorpusFile(
            "/really a pdf.txt", pdf("Hidden report"), pipeline: .nothing, service: .body("Hidden report"),
            local: .status("unsupported_type")),
        parsedText("/really text.pdf", "just words"), parsedText("/really html.docx", "<html><p>page</p></html>", "page"),
        CorpusFile("/cut off.txt", cutOff, .body(german))
            // A parser writes U+FFFD for the rest of the character, which the pipeline takes out; the pipeline's fake
            // takes all of it for Latin-1.
            .with(pipeline: .body(String(data: cutOff, encoding: .isoLatin1) ?? "")),
        CorpusFile("/cut off.html", "<html><p>one</p><p titl", .body("one")).with(service: .body("one")),
        CorpusFile("/cut off.json", "{\"a\": [1, ", .body("{\"a\": [1,")),
    ]

    private static let exports: [CorpusFile] = [
        CorpusFile(
            "/plan.paper", Data("x".utf8), export: export("html", ["markdown"], ["markdown": "# Plan", "html": "<p>Plan</p>"]),
            .body("# Plan")),
        CorpusFile("/template.papert", Data(), export: export("markdown", nil, ["markdown": "# Template"]), .body("# Template")),
        CorpusFile(
            "/shortcut.web", Data("x".utf8), export: export("url", nil, ["url": "{\"url\": \"https://example.org\"}"]),
            .body("{\"url\": \"https://example.org\"}")),
        CorpusFile(
            "/letter.gdoc", Data("x".utf8),
            export: FakeExport(
                exportAs: "docx", renditions: ["docx": word("Shared letter")]),
            pipeline: .nothing, service: .body("Shared letter"), local: .status("unsupported_type")),
        CorpusFile("/drawing.gdraw", Data("x".utf8), export: FakeExport(exportAs: nil, renditions: [:]), .status("not_downloadable")),
    ]

    // MARK: Makers

    private static func onlyLocal(_ path: String, _ text: String) -> CorpusFile {
        CorpusFile(
            path, Data(text.utf8), pipeline: .status("unsupported_type"), service: .status("unsupported_type"),
            local: .body(text))
    }

    /// The pipeline's fake has no parsers: an attachment of these becomes no text.
    private static func parsed(_ path: String, _ content: Data, _ text: String) -> CorpusFile {
        CorpusFile(path, content, pipeline: .nothing, service: .body(text), local: .status("unsupported_type"))
    }

    private static func parsedText(_ path: String, _ content: String, _ text: String? = nil) -> CorpusFile {
        CorpusFile(
            path, Data(content.utf8), pipeline: .body(text ?? content), service: .body(text ?? content),
            local: .status("unsupported_type"))
    }

    private static func broken(_ path: String, _ content: Data) -> CorpusFile {
        CorpusFile(path, Data(content), pipeline: .nothing, service: .status("failed"), local: .status("unsupported_type"))
    }

    private static func export(_ format: String, _ options: [String]?, _ renditions: [String: String]) -> FakeExport {
        FakeExport(exportAs: format, exportOptions: options, renditions: renditions.mapValues { Data($0.utf8) })
    }

    /// Long enough to tell its language by: of a few letters no detector knows the encoding.
    private static let german = "Die Größe der Fähre überrascht: für die Überfahrt nach Süden müssen wir früh aufstehen."

    private static let cutOff = Data(german.utf8) + Data("😀".utf8.dropLast(2))

    private static func latin1(_ text: String) -> Data { Data(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) }

    private static func utf16(_ text: String, littleEndian: Bool) -> Data {
        Data(text.utf16.flatMap { littleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }
}

extension CorpusFile {
    func with(pipeline: Outcome? = nil, service: Outcome? = nil) -> CorpusFile {
        var file = self
        file.pipeline = pipeline ?? self.pipeline
        file.service = service ?? self.service
        return file
    }
}
