/// Something that happened in the team: of all that the log tells, what says whose access it may have changed.
public struct TeamEvent: Sendable, Hashable, Decodable {
    public var timestamp: String
    public var category: Open<Category>
    /// `shared_content_remove_member`, …
    public var type: String
    /// The files and folders it happened to.
    public var assets: [Asset]

    public enum Category: String, Sendable {
        case sharing, groups, members
        case teamFolders = "team_folders"
    }

    public struct Asset: Sendable, Hashable {
        /// `file`, `folder`, …
        public var kind: String
        /// `id:…` of a file.
        public var fileID: String?
        /// The namespace it is in, or is.
        public var namespaceID: String?
    }

    private enum CodingKeys: String, CodingKey {
        case timestamp
        case category = "event_category"
        case type = "event_type"
        case assets
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        timestamp = try container.decodeIfPresent(String.self, forKey: .timestamp) ?? ""
        category = try container.decodeIfPresent(Open<Category>.self, forKey: .category) ?? .other("")
        type = try container.nestedContainer(keyedBy: TagKey.self, forKey: .type).decode(String.self, forKey: .tag)
        assets = try container.decodeIfPresent([Asset].self, forKey: .assets) ?? []
    }
}

extension TeamEvent.Asset: Decodable {
    private enum CodingKeys: String, CodingKey {
        case kind = ".tag"
        case fileID = "file_id"
        case path
    }

    private struct Path: Decodable {
        struct Place: Decodable {
            var namespaceID: String?

            private enum CodingKeys: String, CodingKey {
                case namespaceID = "ns_id"
            }
        }

        var place: Place?

        private enum CodingKeys: String, CodingKey {
            case place = "namespace_relative"
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(String.self, forKey: .kind)
        fileID = try container.decodeIfPresent(String.self, forKey: .fileID)
        namespaceID = try container.decodeIfPresent(Path.self, forKey: .path)?.place?.namespaceID
    }
}
