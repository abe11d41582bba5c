import Foundation

extension JSONEncoder {
    /// One line, and no optional escape of `/`, so that the paths in a recorded request can be read.
    /// Sorted, so that equal arguments are equal texts.
    static var dropbox: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension JSONDecoder {
    /// Keys are spelled out in the types: `keyDecodingStrategy` would triple the time a page takes.
    static var dropbox: JSONDecoder { JSONDecoder() }
}
