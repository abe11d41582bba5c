public import Support

/// The mapping of a content index.
public struct IndexMapping: Sendable {
    /// Field name to its mapping: `["size": ["type": "long"]]`.
    public var properties: [String: JSON]

    public init(properties: [String: JSON] = [:]) {
        self.properties = properties
    }

    /// The fields of the source, and the engine's own.
    var allProperties: [String: JSON] {
        properties.merging([
            "_timestamp": ["type": "date"],
            // Read from `_source` only: neither searched nor sorted by.
            Fingerprint.field: ["type": "keyword", "index": false, "doc_values": false],
            ExtractionStatus.field: ["type": "keyword"],
            ExtractionStatus.truncationField: ["type": "boolean"],
            AccessList.field: Self.string,
            AccessList.fingerprintField: ["type": "keyword", "doc_values": false],
            AccessList.keyField: ["type": "keyword"],
        ]) { _, own in own }
    }

    /// The body of `PUT /<index>`.
    ///
    /// Strings without a mapping of their own become `text` with `.keyword`, as they do by themselves; it is
    /// said here because document-level security reads `_allow_access_control.keyword`, and an index
    /// template could say otherwise.
    var createIndexBody: JSON {
        [
            "mappings": [
                "dynamic_templates": [["strings": ["match_mapping_type": "string", "mapping": Self.string]]],
                "properties": .object(allProperties),
            ]
        ]
    }

    /// Full text, and the exact value under `.keyword`: how Elasticsearch maps a string by itself.
    public static let string: JSON = [
        "type": "text", "fields": ["keyword": ["type": "keyword", "ignore_above": 256]],
    ]
}
