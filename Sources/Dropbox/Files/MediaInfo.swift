/// What Dropbox found out about a photo or video (reference section 5.5).
public enum MediaInfo: Sendable, Hashable {
    /// Dropbox has not looked yet.
    case pending
    case metadata(MediaMetadata)
}

/// A photo's or video's properties.
public struct MediaMetadata: Sendable, Hashable {
    public enum Kind: String, Sendable { case photo, video }

    public struct Dimensions: Sendable, Hashable, Decodable {
        /// Pixels.
        public var height: Int
        /// Pixels.
        public var width: Int
    }

    public struct Location: Sendable, Hashable, Decodable {
        /// Degrees.
        public var latitude: Double
        /// Degrees.
        public var longitude: Double
    }

    public var kind: Open<Kind>
    public var dimensions: Dimensions?
    public var location: Location?
    public var timeTaken: String?
    /// Of a video.
    public var duration: Duration?
}

extension MediaInfo: Decodable {
    private enum CodingKeys: String, CodingKey {
        case tag = ".tag"
        case metadata
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let metadata = try container.decodeIfPresent(MediaMetadata.self, forKey: .metadata)
        self = metadata.map(MediaInfo.metadata) ?? .pending
    }
}

extension MediaMetadata: Decodable {
    private enum CodingKeys: String, CodingKey {
        case tag = ".tag"
        case dimensions, location, duration
        case timeTaken = "time_taken"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = Open(tag: try container.decode(String.self, forKey: .tag))
        dimensions = try container.decodeIfPresent(Dimensions.self, forKey: .dimensions)
        location = try container.decodeIfPresent(Location.self, forKey: .location)
        timeTaken = try container.decodeIfPresent(String.self, forKey: .timeTaken)
        duration = try container.decodeIfPresent(Int.self, forKey: .duration).map { .milliseconds($0) }
    }
}
