import Foundation
import Synchronization
import Testing

/// A folder in which the built program is started as a person would, and what it printed.
final class Terminal: Sendable {
    let folder: URL
    /// Added to each command's environment.
    private let environment: [String: String]

    init(environment: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "terminal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.environment = environment
    }

    func close() {
        try? FileManager.default.removeItem(at: folder)  // left over in the temporary folder otherwise: no harm
    }

    /// The program that was built with the tests.
    static var program: URL {
        URL(filePath: CommandLine.arguments[0]).standardized.deletingLastPathComponent().appending(path: "dropbox-connector")
    }

    struct Outcome: Sendable {
        var status: Int32
        /// Standard output and standard error, as they came.
        var output: String
    }

    /// Runs a command to its end.
    ///
    /// - Parameter answer: Gets what has been printed when the program asks for something, and gives what is typed.
    func run(_ words: [String], asked question: String? = nil, answer: @escaping @Sendable (String) -> String = { _ in "" }) async throws
        -> Outcome
    {
        let command = try start(words, question: question, answer: answer)
        return await command.outcome()
    }

    /// Starts a command that goes on.
    func start(
        _ words: [String], question: String? = nil, answer: @escaping @Sendable (String) -> String = { _ in "" }
    ) throws -> RunningCommand {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = words
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DROPBOX_") && $0.key != "DISPLAY" }
        variables.merge(environment) { _, new in new }
        process.environment = variables
        return try RunningCommand(process, question: question, answer: answer)
    }
}

/// A command that has been started.
final class RunningCommand: Sendable {
    private struct State {
        var printed = Data()
        var hasAnswered = false
        var outcome: Terminal.Outcome?
        var waiting: [CheckedContinuation<Terminal.Outcome, Never>] = []
    }

    private let state = Mutex(State())
    let processIdentifier: Int32

    init(_ process: Process, question: String?, answer: @escaping @Sendable (String) -> String) throws {
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        processIdentifier = process.processIdentifier
        let (reading, writing) = (output.fileHandleForReading, input.fileHandleForWriting)
        if question == nil { try writing.close() }
        Thread.detachNewThread { [self] in
            while case let data = reading.availableData, !data.isEmpty {
                let text = state.withLock { state in
                    state.printed.append(data)
                    return String(decoding: state.printed, as: UTF8.self)
                }
                guard let question, text.contains(question), state.withLock({ !$0.hasAnswered }) else { continue }
                state.withLock { $0.hasAnswered = true }
                try? writing.write(contentsOf: Data((answer(text) + "\n").utf8))  // A program that is gone says why itself.
                try? writing.close()
                // As the terminal would look after the invisible answer.
                state.withLock { $0.printed.append(Data("\n".utf8)) }
            }
            process.waitUntilExit()
            end(process.terminationStatus)
        }
    }

    private func end(_ status: Int32) {
        let (outcome, waiting) = state.withLock { state in
            let outcome = Terminal.Outcome(status: status, output: String(decoding: state.printed, as: UTF8.self))
            state.outcome = outcome
            defer { state.waiting = [] }
            return (outcome, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    func outcome() async -> Terminal.Outcome {
        await withCheckedContinuation { continuation in
            let outcome: Terminal.Outcome? = state.withLock { state in
                if state.outcome == nil { state.waiting.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// What it has printed so far.
    var printed: String { state.withLock { String(decoding: $0.printed, as: UTF8.self) } }

    func stop() async {
        kill(processIdentifier, SIGTERM)
        _ = await outcome()
    }
}
