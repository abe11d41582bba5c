import Elasticsearch
import Foundation
import Support

extension ContentSync {
    /// Reads what the index has of this source, once.
    func knownDocuments() async throws -> KnownDocuments {
        let expected = try await client.count(plan.index)
        var known = KnownDocuments(capacity: expected)
        guard expected > 0 else { return known }
        for try await page in marks() {
            for marks in page where owns(marks) {
                known.note(marks.id, marks.entry)
            }
        }
        log.info("""
            The index has \(known.count) documents of this connector: of these only what differs is fetched. \
            \(expected - known.count) of others are left alone
            """)
        return known
    }

    /// The marks of every document in the index, page by page.
    ///
    /// - Parameter withPaths: Whether each has its path, and the key of its access list.
    func marks(withPaths: Bool = false) -> AsyncMapSequence<HitPages<Hit<StoredFields>>, [StoredMarks]> {
        client.scroll(
            plan.index, source: StoredFields.names + (withPaths ? [ItemPath.field, AccessList.keyField] : []), as: StoredFields.self)
            .map { hits in hits.map { $0.source.marks(id: $0.id) } }
    }

    /// Whether this connector, or the one before it, wrote the document.
    func owns(_ marks: StoredMarks) -> Bool {
        marks.fingerprint != nil || source.recognizes(marks)
    }
}

/// The members of `_source` that are read of every document.
struct StoredFields: Decodable, Sendable {
    /// What is asked of every document; the others only where they are needed, because they are as long as the rest.
    static let names = CodingKeys.allCases.filter { ![.path, .accessFingerprint, .accessKey].contains($0) }.map(\.rawValue)
    static let accessNames = [AccessList.fingerprintField, AccessList.keyField]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case fingerprint = "_fingerprint"
        case timestamp = "_timestamp"
        case id, type, rev, url
        case filePath = "file_path"
        case path = "path_lower"
        case accessFingerprint = "_access_fingerprint"
        case accessKey = "_access_key"
    }

    private var marks: StoredMarks

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        // A foreign document may hold anything under these names; then it is not one of ours.
        func text(_ key: CodingKeys) -> String? { (try? members.decodeIfPresent(String.self, forKey: key)) ?? nil }
        marks = StoredMarks(
            id: "", fingerprint: text(.fingerprint), timestamp: text(.timestamp),
            source: StoredMarks.Source(id: text(.id), type: text(.type), filePath: text(.filePath), rev: text(.rev), url: text(.url)),
            path: text(.path))
        marks.accessFingerprint = text(.accessFingerprint)
        marks.accessKey = text(.accessKey)
    }

    func marks(id: String) -> StoredMarks {
        var marks = marks
        marks.id = id
        return marks
    }
}

extension StoredMarks {
    /// As a sync that has not mentioned the document yet knows it.
    var entry: KnownDocuments.Entry {
        KnownDocuments.Entry(
            fingerprint: fingerprint.flatMap(Fingerprint.init(text:)), timestamp: secondsSince1970, isSeen: false)
    }

    private var secondsSince1970: UInt32 {
        guard let date = timestamp.flatMap(Timestamp.parse) else { return 0 }
        return UInt32(clamping: Int(date.timeIntervalSince1970))
    }
}
