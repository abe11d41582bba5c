import Foundation

/// A link that opens an item on the Dropbox web site, made without asking Dropbox.
enum WebLink {
    /// The folder itself, or the file's folder with a preview of the file.
    ///
    /// - Parameter path: `path_display`, with a leading slash.
    static func make(path: String, isFolder: Bool) -> String {
        if isFolder { return home + escape(path, keepingSlashes: true) }
        let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        let name = path.dropFirst(parent.count + 1)
        return home + escape(String(parent), keepingSlashes: true)
            + "?preview=" + escape(String(name), keepingSlashes: false)
    }

    private static let home = "https://www.dropbox.com/home"

    private static func escape(_ text: String, keepingSlashes: Bool) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                escaped += byte < 16 ? "%0" : "%"
                escaped += String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }

    /// RFC 3986, section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
