import Dropbox

/// Which files' bytes are fetched for text extraction.
///
/// Connector protocol: which files are extracted.
public struct ContentRules: Sendable, Equatable {
    /// Whether anything extracts text: the pipeline of the job, or a service.
    public var isExtractionEnabled = true
    /// Files over this many bytes are indexed by their metadata alone. The default is 10 MiB.
    public var maximumBytes = 10_485_760
    /// Lower case, without the dot.
    public var extensions = Self.standardExtensions

    public init() {}

    /// What Elastic's connector extracts.
    public static let standardExtensions: Set<String> = [
        "txt", "py", "rst", "html", "markdown", "json", "xml", "csv", "md", "ppt", "rtf", "docx", "odt", "xls",
        "xlsx", "rb", "paper", "sh", "pptx", "pdf", "doc", "aspx", "xlsb", "xlsm", "tsv", "svg", "msg", "potx",
        "vsd", "vsdx", "vsdm",
    ]

    /// How a file's content is had.
    enum Access: Equatable {
        case download
        /// Exported as Markdown: the only kind of file that Dropbox does not hand out as it is and that is
        /// indexed all the same.
        case exportPaper
        case none(Reason)
    }

    /// Why a file is indexed by its metadata alone.
    enum Reason: String {
        case extractionDisabled = "extraction_disabled"
        case empty
        case unsupportedType = "unsupported_type"
        case tooLarge = "too_large"
        case notDownloadable = "not_downloadable"
    }

    func access(to file: FileMetadata) -> Access {
        guard isExtractionEnabled else { return .none(.extractionDisabled) }
        guard file.size > 0 else { return .none(.empty) }
        guard extensions.contains(fileExtension(of: file.name)) else { return .none(.unsupportedType) }
        guard file.size <= maximumBytes else { return .none(.tooLarge) }
        if file.isDownloadable { return .download }
        return fileExtension(of: file.name) == "paper" ? .exportPaper : .none(.notDownloadable)
    }
}
