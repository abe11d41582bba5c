/// A configuration that cannot be used: where, what is wrong, and what would be right.
///
/// Never holds a value of the file, because the wrong value may be a password in the wrong place.
public struct ConfigurationError: Error, Sendable, Equatable {
    /// As it was named on the command line, or `.env`.
    public var file: String
    /// Counted from 1; nil when it is about the whole file, or about something that is missing.
    public var line: Int?
    /// The dotted key, `elasticsearch.bulk.chunk_size`; nil when the text could not be read that far.
    public var key: String?
    /// What is wrong.
    public var problem: String
    /// What would be right.
    public var remedy: String

    public init(file: String, line: Int? = nil, key: String? = nil, problem: String, remedy: String) {
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        self.remedy = remedy
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// `config.yml:12: service.idling: is not a number of seconds. Write for example 30.`
    public var description: String { finding + ". " + remedy }

    /// Where and what, without the remedy.
    var finding: String {
        let place = file + (line.map { ":\($0)" } ?? "")
        return [place, key, problem].compactMap { $0 }.joined(separator: ": ")
    }
}
