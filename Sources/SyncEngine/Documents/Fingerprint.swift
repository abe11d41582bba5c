import Foundation

/// What an indexed document was made from: equal fingerprints mean that indexing it again would change nothing.
///
/// It is kept in the document itself (`_fingerprint`), so it is true exactly when the document is there.
struct Fingerprint: Hashable {
    /// The member of an indexed document that holds it.
    static let field = "_fingerprint"

    /// Of the content's version and of everything that decides what text becomes of it. Nil when the
    /// text in the index is not what the source has: it never was fetched, or it could not be.
    var content: UInt64?
    /// Of every other member.
    var metadata: UInt64

    /// 47 bits of the content's and 48 of the metadata's are compared: ``KnownDocuments`` has no room for more.
    static let contentBits: UInt64 = (1 << 47) - 1
    static let metadataBits: UInt64 = (1 << 48) - 1

    init(content: UInt64?, metadata: UInt64) {
        self.content = content.map { $0 & Self.contentBits }
        self.metadata = metadata & Self.metadataBits
    }

    /// Reads what ``text`` wrote; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let metadata = UInt64(parts[1], radix: 16) else { return nil }
        if parts[0].isEmpty {
            self.init(content: nil, metadata: metadata)
        } else {
            guard let content = UInt64(parts[0], radix: 16) else { return nil }
            self.init(content: content, metadata: metadata)
        }
    }

    /// Two hexadecimal numbers, `content-metadata`; the first is empty when there is none.
    var text: String {
        (content.map { String($0, radix: 16) } ?? "") + "-" + String(metadata, radix: 16)
    }

    /// FNV-1a over the bytes, then mixed (MurmurHash3's finalizer), because only a part of the bits is kept.
    /// Stable over runs and versions, unlike `Hasher`.
    static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
        var hash = seed
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }
}
