/// A text that is not YAML, or is of the part that is not read here.
///
/// Never holds a value of the text, which may be a password.
public struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Counted from 1.
    public var line: Int
    /// What is wrong.
    public var problem: String
    /// What would be right.
    public var remedy: String

    public var description: String { "line \(line): \(problem). \(remedy)" }
}
