/// Custom properties of a file or folder, by the template that describes them.
public struct PropertyGroup: Sendable, Hashable, Decodable {
    public struct Field: Sendable, Hashable, Decodable {
        public var name: String
        public var value: String
    }

    /// `ptid:…`
    public var templateID: String
    public var fields: [Field]

    private enum CodingKeys: String, CodingKey {
        case templateID = "template_id"
        case fields
    }
}
