import Foundation
public import Support

/// A file of `NAME=value` lines that only its owner can read.
public struct EnvironmentFile: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// The variables of the file; none when it is not there.
    ///
    /// - Throws: ``ConfigurationError``; `CocoaError` when it cannot be read.
    public func variables() throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        return try DotEnv.variables(of: try String(contentsOfFile: path, encoding: .utf8))
    }

    /// Sets variables and leaves every other line as it is. The file has mode 600 from its first byte on, and is
    /// replaced in one step: nobody ever reads half of it.
    ///
    /// - Throws: ``OperatorFailure`` when it cannot be written, and what ``variables()`` throws.
    public func set(_ variables: [(name: String, value: Secret)]) throws {
        var lines: [String] = []
        if FileManager.default.fileExists(atPath: path) {
            let names = Set(variables.map(\.name))
            lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init).filter { line in !names.contains { line.hasPrefix("\($0)=") } }
            while lines.last?.isEmpty == true { lines.removeLast() }
        }
        lines += variables.map { "\($0.name)=\($0.value.reveal())" }
        try replace(with: Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func replace(with data: Data) throws {
        let temporary = path + ".\(UInt32.random(in: .min ... .max))"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw failure() }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: data)
            try handle.close()
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            unlink(temporary)
            throw failure()
        }
    }

    private func failure() -> OperatorFailure {
        OperatorFailure(.failure, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
