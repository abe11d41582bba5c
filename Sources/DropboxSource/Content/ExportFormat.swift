import Dropbox

/// A format that Dropbox exports a file to: Paper, Google documents, shortcuts.
///
/// Dropbox publishes no list of them, so an unknown name is taken as a file's extension.
/// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#files-export>
struct ExportFormat: Equatable {
    /// Dropbox's own name for it: `markdown`, `html`, `xlsx`.
    var name: String

    /// The extension of a file in this format. A shortcut's `url` is a little JSON: text whatever it is called.
    var fileExtension: String { Self.extensions[name] ?? name }

    private static let extensions = [
        "markdown": "md", "plain_text": "txt", "plaintext": "txt", "text": "txt", "url": "txt",
    ]

    /// The best for searching first: text without any formatting, text with a little, then what needs a parser.
    private static let preference = [
        "markdown", "md", "plain_text", "plaintext", "text", "txt", "html", "csv", "tsv", "docx", "xlsx", "pptx",
        "odt", "rtf", "pdf", "url",
    ]

    /// Every format of the file, the best one first.
    static func candidates(for file: FileMetadata) -> [ExportFormat] {
        // A Paper document is one whatever the listing says of it.
        let names = file.exportInfo?.formats ?? []
        guard !names.isEmpty else { return isPaper(file) ? [ExportFormat(name: "markdown")] : [] }
        let ranked = names.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
        return ranked.map { ExportFormat(name: $0.element) }
    }

    private static func isPaper(_ file: FileMetadata) -> Bool {
        [".paper", ".papert"].contains { file.name.lowercased().hasSuffix($0) }
    }

    private static func rank(_ name: String) -> Int { preference.firstIndex(of: name) ?? preference.count }
}
