import Foundation
import Glibc
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
    ///
    /// - Parameter isTerminal: Whether it finds a terminal at its standard input and output, rather than pipes.
    func start(
        _ words: [String], question: String? = nil, isTerminal: Bool = false,
        answer: @escaping @Sendable (String) -> String = { _ in "" }
    ) throws -> RunningCommand {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = words
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DROPBOX_") && $0.key != "DISPLAY" }
        variables.merge(environment) { _, new in new }
        process.environment = variables
        return try RunningCommand(process, isTerminal ? .pseudoTerminal() : .pipes(), question: question, answer: answer)
    }

    /// Runs lines in bash, in the folder.
    func run(script: String) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DROPBOX_") }
        return await (try RunningCommand(process, .pipes(), question: nil, answer: { _ in "" })).outcome()
    }

    /// A port of the loopback address at which nobody listens.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRINUSE) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// What is at both ends of a program's standard input and output.
struct Wires {
    /// The program's ends.
    var input: FileHandle
    var output: FileHandle
    /// The test's ends.
    var writing: FileHandle
    var reading: FileHandle

    static func pipes() -> Wires {
        let (input, output) = (Pipe(), Pipe())
        return Wires(
            input: input.fileHandleForReading, output: output.fileHandleForWriting, writing: input.fileHandleForWriting,
            reading: output.fileHandleForReading)
    }

    static func pseudoTerminal() throws -> Wires {
        // What `unlockpt` and `ptsname` do, which this language is not shown: `TIOCSPTLCK` and `TIOCGPTN`.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (lock, number) = (Int32(0), Int32(0))
        guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw POSIXError(.ENODEV)
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard slave >= 0 else { throw POSIXError(.ENODEV) }
        let (here, there) = (FileHandle(fileDescriptor: master), FileHandle(fileDescriptor: slave))
        return Wires(input: there, output: there, writing: here, reading: here)
    }

    /// What the program has printed by now, at least a byte of it; nothing at its end.
    static func read(_ descriptor: Int32) -> Data {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // A terminal whose last program has ended fails, where a pipe is at its end.
        let count = Foundation.read(descriptor, &bytes, bytes.count)
        return Data(bytes.prefix(max(0, count)))
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

    init(
        _ process: Process, _ wires: Wires, question: String?, answer: @escaping @Sendable (String) -> String
    ) throws {
        process.standardInput = wires.input
        process.standardOutput = wires.output
        process.standardError = wires.output
        try process.run()
        processIdentifier = process.processIdentifier
        let (reading, writing) = (wires.reading, wires.writing)
        try wires.input.close()
        if wires.output !== wires.input { try wires.output.close() }
        let isPipe = reading !== writing
        if question == nil, isPipe { try writing.close() }
        Thread.detachNewThread { [self] in
            while case let data = Wires.read(reading.fileDescriptor), !data.isEmpty {
                let text = state.withLock { state in
                    state.printed.append(data)
                    return String(decoding: state.printed, as: UTF8.self)
                }
                guard let question, text.contains(question), state.withLock({ !$0.hasAnswered }) else { continue }
                state.withLock { $0.hasAnswered = true }
                try? writing.write(contentsOf: Data((answer(text) + "\n").utf8))  // A program that is gone says why itself.
                guard isPipe else { continue }
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

    /// Presses Ctrl-C once it has printed `text`, and waits for its end.
    func interrupt(after text: String) async -> Terminal.Outcome {
        for _ in 0..<600 where !printed.contains(text) {
            // Cancelled: then the program is ended at once.
            guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { break }
        }
        kill(processIdentifier, SIGINT)
        return await outcome()
    }
}
