import Foundation

/// The certificates of a PEM file, as DER.
///
/// RFC 7468: <https://www.rfc-editor.org/rfc/rfc7468>
struct CertificateFile {
    static let begin = "-----BEGIN CERTIFICATE-----"
    static let end = "-----END CERTIFICATE-----"

    var certificates: [Data]

    /// Text around the certificates is ignored, as in the bundles of most systems.
    ///
    /// - Throws: ``AuthorityError`` when there is no certificate in it, or one that cannot be read.
    init(path: String) throws(AuthorityError) {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
        }
        let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: Self.begin).dropFirst()
        guard !parts.isEmpty else { throw .noCertificate(path: path, looksLikeDER: bytes.first == 0x30) }
        certificates = []
        for part in parts {
            guard let end = part.range(of: Self.end), let certificate = Self.decode(part[..<end.lowerBound]) else {
                throw .damaged(path: path, number: certificates.count + 1)
            }
            certificates.append(certificate)
        }
    }

    /// A certificate is a DER sequence that is just as long as it says.
    private static func decode(_ text: Substring) -> Data? {
        guard let der = Data(base64Encoded: String(text), options: .ignoreUnknownCharacters),
            der.count > 4, der[0] == 0x30
        else { return nil }
        guard der[1] & 0x80 != 0 else { return der.count == 2 + Int(der[1]) ? der : nil }
        let digits = Int(der[1] & 0x7F)
        guard (1...4).contains(digits), der.count > 2 + digits else { return nil }
        let length = der[2..<2 + digits].reduce(0) { $0 << 8 | Int($1) }
        return der.count == 2 + digits + length ? der : nil
    }

    static func encode(_ certificate: Data) -> String {
        let lines = certificate.base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "\(begin)\n\(lines)\n\(end)\n"
    }
}
