import Foundation

/// JSON text that survives in an HTTP header: `Dropbox-API-Arg`, `Dropbox-API-Path-Root`.
///
/// Dropbox: <https://www.dropbox.com/developers/reference/json-encoding>
enum HeaderSafeJSON {
    /// - Throws: `EncodingError` when `value` cannot be JSON.
    static func text(of value: some Encodable) throws -> String {
        escaped(String(decoding: try JSONEncoder.dropbox.encode(value), as: UTF8.self))
    }

    /// `json` with U+007F and everything above as `\uXXXX`.
    ///
    /// A header is not UTF-8 on its way, and "Größe.pdf" would name another file. The escapes are
    /// UTF-16 code units, so a character beyond the BMP becomes a surrogate pair.
    static func escaped(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 >= 0x7F }) else { return json }
        var text = ""
        text.reserveCapacity(json.utf8.count * 2)
        for scalar in json.unicodeScalars {
            if scalar.value < 0x7F {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 { text += escape(unit) }
            }
        }
        return text
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
