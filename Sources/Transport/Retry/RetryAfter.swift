public import Foundation

/// The `Retry-After` of an answer.
///
/// RFC 9110, 10.2.3: <https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>
public struct RetryAfter: Sendable, Equatable {
    /// How long to wait from the moment of parsing on; never negative.
    public var delay: Duration

    /// Reads seconds, also with a fraction as some proxies send them, or an HTTP date in any of its
    /// three forms.
    ///
    /// - Parameter now: What a date is counted from.
    /// - Returns: Nil for anything else.
    public init?(_ text: String, now: Date = Date()) {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let seconds = Self.seconds(text) {
            delay = seconds
        } else if let date = Self.date(text) {
            delay = .milliseconds(Int64(min(max(0, date.timeIntervalSince(now)), 1e9) * 1000))
        } else {
            return nil
        }
    }

    /// Nil when the answer has no such field, or one that cannot be read.
    public init?(_ response: HTTPResponse, now: Date = Date()) {
        guard let text = response.headers["Retry-After"] else { return nil }
        self.init(text, now: now)
    }

    private static func seconds(_ text: String) -> Duration? {
        // Double reads much that is not a number of seconds: "nan", "0x10", "1e9", "-1".
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let seconds = Double(text)
        else { return nil }
        return .milliseconds(Int64(min(seconds, 1e9) * 1000))
    }

    /// RFC 9110, 5.6.7: the preferred form first, then the two obsolete ones.
    private static func date(_ text: String) -> Date? {
        let formats = ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"]
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        return formats.lazy
            .compactMap { format in
                formatter.dateFormat = format
                return formatter.date(from: text)
            }
            .first
    }
}
