/// To what a file that cannot be downloaded can be exported (reference section 4.8).
public struct ExportInfo: Sendable, Hashable, Decodable {
    /// The format of an export that names none.
    public var exportAs: String?
    public var exportOptions: [String]?

    /// Every format there is. Dropbox sometimes leaves the default out of the options.
    public var formats: [String] {
        let options = exportOptions ?? []
        guard let exportAs, !options.contains(exportAs) else { return options }
        return [exportAs] + options
    }

    public init(exportAs: String? = nil, exportOptions: [String]? = nil) {
        self.exportAs = exportAs
        self.exportOptions = exportOptions
    }

    private enum CodingKeys: String, CodingKey {
        case exportAs = "export_as"
        case exportOptions = "export_options"
    }
}
