/// Who has locked a file.
public struct FileLockMetadata: Sendable, Hashable, Decodable {
    public var isLockholder: Bool?
    public var lockholderName: String?
    public var lockholderAccountID: String?
    /// When it was locked.
    public var created: String?

    private enum CodingKeys: String, CodingKey {
        case isLockholder = "is_lockholder"
        case lockholderName = "lockholder_name"
        case lockholderAccountID = "lockholder_account_id"
        case created
    }
}
