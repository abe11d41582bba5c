import Dropbox
import SyncEngine

/// Which files' bytes are fetched for text extraction, and why the others are not.
///
/// Connector protocol: which files are extracted.
public struct ContentRules: Sendable, Equatable {
    /// Who makes text of them.
    public enum Extraction: Sendable, Equatable {
        /// The pipeline of the job, or a service: both have parsers for documents of every kind.
        case parsers
        /// The connector itself, which reads only what is text already.
        case textOnly
    }

    public var extraction = Extraction.parsers
    /// Files over this many bytes are indexed by their metadata alone; nil is no limit. The default is 10 MiB.
    public var maximumBytes: Int? = Self.standardMaximum
    /// Lower case, without the dot. Nil stands for ``standardExtensions``, or with ``Extraction/textOnly``
    /// for ``textExtensions``.
    ///
    /// A file without an extension is fetched whatever is in here: its bytes tell whether it is text. With no
    /// extension at all in here, nothing is fetched.
    public var extensions: Set<String>?

    public init() {}

    /// What Elastic's connector extracts.
    public static let standardExtensions: Set<String> = [
        "txt", "py", "rst", "html", "markdown", "json", "xml", "csv", "md", "ppt", "rtf", "docx", "odt", "xls",
        "xlsx", "rb", "paper", "sh", "pptx", "pdf", "doc", "aspx", "xlsb", "xlsm", "tsv", "svg", "msg", "potx",
        "vsd", "vsdx", "vsdm",
    ]

    /// What is text as it is: prose, data, markup and source code.
    public static let textExtensions: Set<String> = [
        "txt", "text", "md", "markdown", "rst", "adoc", "asciidoc", "org", "tex", "log", "srt", "vtt", "ics", "vcf",
        "eml", "csv", "tsv", "json", "jsonl", "ndjson", "geojson", "xml", "xsd", "xsl", "xslt", "html", "htm",
        "xhtml", "svg", "rss", "atom", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties", "env", "sql",
        "graphql", "proto", "sh", "bash", "zsh", "fish", "ps1", "bat", "cmd", "py", "rb", "pl", "pm", "php", "lua",
        "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "css", "scss", "sass", "less", "java", "kt", "kts", "scala",
        "groovy", "gradle", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "cs", "fs", "vb", "go", "rs",
        "swift", "r", "jl", "dart", "ex", "exs", "erl", "hs", "clj", "lisp", "aspx", "jsp", "tf", "diff", "patch",
        "paper",
    ]

    private static let standardMaximum = 10_485_760

    /// How a file's content is had.
    enum Access: Equatable {
        case download
        /// In the first of these formats that Dropbox gives; never empty.
        case export([ExportFormat])
        case none(ExtractionStatus)
    }

    func access(to file: FileMetadata) -> Access {
        guard file.isDownloadable else { return exporting(file) }
        guard file.size > 0 else { return .none(.empty) }
        let name = fileExtension(of: file.name)
        guard takes(name) else { return .none(.unsupportedType) }
        // Nobody knows whether there is text in a file without an extension: it is not worth gigabytes to find out.
        let most = name.isEmpty ? min(maximumBytes ?? .max, Self.standardMaximum) : maximumBytes ?? .max
        return file.size <= most ? .download : .none(.tooLarge)
    }

    /// The size of such a file says nothing: it is not the export's.
    private func exporting(_ file: FileMetadata) -> Access {
        let formats = ExportFormat.candidates(for: file)
        guard !formats.isEmpty else { return .none(.notDownloadable) }
        let usable = formats.filter { takes($0.fileExtension) }
        return usable.isEmpty ? .none(.unsupportedType) : .export(usable)
    }

    private func takes(_ name: String) -> Bool {
        if name.isEmpty { return extensions?.isEmpty != true }
        switch extraction {
        case .parsers: return (extensions ?? Self.standardExtensions).contains(name)
        case .textOnly:
            guard let extensions else { return Self.textExtensions.contains(name) }
            return extensions.contains(name) && !Self.needParsers.contains(name)
        }
    }

    private static let needParsers = standardExtensions.subtracting(textExtensions)
}
