import Support
public import SyncEngine

extension IndexMapping {
    /// The fields of a Dropbox document.
    ///
    /// Those that Elastic's connector writes too are mapped as Elasticsearch would by itself.
    public static let dropbox = IndexMapping(properties: [
        "id": string, "type": string, "name": string, "file_path": string,
        "body": ["type": "text"],
        "size": ["type": "long"],
        "path_lower": keyword, "parent_path": keyword, "path_hierarchy": keyword,
        "extension": keyword, "mime_type": keyword, "category": keyword, "icon": keyword,
        "client_modified": ["type": "date"], "server_modified": ["type": "date"],
        "rev": keyword, "content_hash": keyword, "web_url": keyword,
        "url": string, "preview_url": keyword, "owner": string, "time_invited": ["type": "date"],
        "link_audience": keyword, "link_expires": ["type": "date"],
        "_allow_access_control": string,
    ])

    // Above 8191 characters a term could pass Lucene's 32,766 bytes and the document would be refused.
    private static var keyword: JSON { ["type": "keyword", "ignore_above": 8191] }
}
