/// Something in the configuration that is probably not meant, and that the service can live with.
public struct ConfigurationWarning: Sendable, Equatable, CustomStringConvertible {
    public var file: String?
    /// Counted from 1.
    public var line: Int?
    public var key: String
    /// What was noticed, what is done, and what would be right.
    public var message: String

    public var description: String {
        let place = file.map { file in file + (line.map { ":\($0)" } ?? "") }
        return [place, key, message].compactMap { $0 }.joined(separator: ": ")
    }
}
