import Foundation
import Support

/// A number of bytes as people write it: `500KB`, `50 MB`, `1.5GiB`, or a plain number.
enum ByteSize {
    /// `KB`, `MB`, `GB` and `TB` are powers of 1000, `KiB`, `MiB`, `GiB` and `TiB` of 1024. Case does not count.
    private static let units: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
        "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]

    /// Nil for what is no size.
    static func parse(_ json: JSON) -> Int? {
        if let bytes = json.intValue { return bytes >= 0 ? bytes : nil }
        guard let text = json.stringValue else { return nil }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).trimmingCharacters(in: .whitespaces).lowercased()
        guard let factor = units[unit], let value = Double(number), value.isFinite else { return nil }
        return Int(exactly: (value * factor).rounded())
    }
}
