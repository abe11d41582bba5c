import Foundation
import Synchronization

extension Log {
    /// A log that writes to standard error, one write a line.
    ///
    /// - Parameters:
    ///   - service: `service.name` of JSON lines.
    ///   - noColour: Whether the environment has `NO_COLOR`. Without it human lines are coloured when
    ///     standard error is a terminal. <https://no-color.org>
    public static func standardError(
        format: LogFormat = .human, minimumLevel: Level = .info, service: String = defaultService,
        noColour: Bool = false
    ) -> Log {
        output(to: STDERR_FILENO, format, minimumLevel, service, noColour)
    }

    /// A log that writes to standard output; else as ``standardError(format:minimumLevel:service:noColour:)``.
    public static func standardOutput(
        format: LogFormat = .human, minimumLevel: Level = .info, service: String = defaultService,
        noColour: Bool = false
    ) -> Log {
        output(to: STDOUT_FILENO, format, minimumLevel, service, noColour)
    }

    /// `service.name` of a JSON line unless another is given.
    public static let defaultService = "dropbox-connector"

    private static func output(
        to descriptor: Int32, _ format: LogFormat, _ minimumLevel: Level, _ service: String, _ noColour: Bool
    ) -> Log {
        let colours = !noColour && isatty(descriptor) == 1
        let lines = LineWriter(descriptor: descriptor)
        return Log(minimumLevel: minimumLevel) { event in
            lines.write(format.line(for: event, service: service, colours: colours))
        }
    }
}

/// Writes whole lines to a file descriptor, so that lines of two tasks never mix.
final class LineWriter: Sendable {
    private let descriptor: Int32
    private let turn = Mutex(())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        turn.withLock { _ in
            bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let written = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if written < 0, errno == EINTR { continue }
                    // Nobody reads any more, and there is nowhere left to say so.
                    guard written > 0 else { return }
                    rest = rest.dropFirst(written)
                }
            }
        }
    }
}
