public import Foundation

/// Points in time as texts: what the connector protocol, Elasticsearch, Kibana and Dropbox write, and
/// what we write for them.
///
/// Hot enough to be arithmetic on bytes: a listing has two for each file, and a formatter costs more than
/// the rest of the entry.
public enum Timestamp {
    /// Our form in the state indices: UTC with a numeric offset and microseconds, the fraction left out when
    /// it is zero: `2026-03-04T05:06:07.123456+00:00`, `2026-03-04T05:00:00+00:00`.
    ///
    /// Rounded to the microsecond. Years before 1 and after 9999, which have no such text, become the first
    /// and the last instant that has one.
    public static func format(_ date: Date) -> String {
        let fields = TimestampFields(date)
        return fields.text(fraction: fields.microsecond == 0 ? .none : .microseconds, zone: "+00:00")
    }

    /// Dropbox's form, UTC in whole seconds, `2026-03-04T05:06:07Z`; what is below a second is cut off.
    ///
    /// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#formats>
    public static func formatDropbox(_ date: Date) -> String {
        TimestampFields(date).text(fraction: .none, zone: "Z")
    }

    /// With milliseconds, as Kibana and ECS logs write: `2026-03-04T05:06:07.123Z`.
    public static func formatMilliseconds(_ date: Date) -> String {
        TimestampFields(date).text(fraction: .milliseconds, zone: "Z")
    }

    /// Reads every form above and all that Elasticsearch's `strict_date_optional_time||epoch_millis` lets
    /// into the state indices: a date alone or with a time down to any part, 1 to 9 digits of fraction, `Z`,
    /// `+02:00`, `+0200` or `+02`, or milliseconds since 1970. Without a zone it is UTC.
    ///
    /// - Returns: Nil for anything else, and for a day or time that does not exist.
    public static func parse(_ text: String) -> Date? {
        var parser = TimestampParser(text)
        return parser.parse()
    }

    /// Reads a member of a stored document: a text in one of the forms above, or a number of milliseconds.
    public static func parse(_ value: JSON?) -> Date? {
        switch value {
        case .string(let text): parse(text)
        case .int(let milliseconds): Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        case .double(let milliseconds): Date(timeIntervalSince1970: milliseconds / 1000)
        default: nil
        }
    }
}
