extension DropboxError.Code {
    /// An endpoint's own refusal (409): the tags of its union, from the outside in.
    init(endpointTags tags: [String]) {
        switch tags.first {
        case "path", "path_lookup", "from_lookup": self.init(lookupTag: tags.dropFirst().first)
        case "reset": self = .cursorReset
        case "invalid_cursor", "bad_cursor": self = .invalidCursor
        case "unsupported_file": self = .unsupportedFile
        case "non_exportable": self = .nonExportable
        case "invalid_export_format": self = .invalidExportFormat
        case "retry_error": self = .exportNotReady
        case "internal_error": self = .unavailable
        case "too_many_write_operations": self = .tooManyWriteOperations
        case "invalid_argument": self = .invalidSearch
        case "mapping_not_found", "admin_not_active": self = .noAuthenticatedAdmin
        default: self = Self(sharingTags: tags) ?? .refused(tags.isEmpty ? "without a reason" : tags.joined(separator: "/"))
        }
    }

    /// Section 6: what the sharing routes refuse.
    private init?(sharingTags tags: [String]) {
        switch tags.first {
        case "shared_link_not_found": self = .sharedLinkNotFound
        case "shared_link_access_denied": self = .sharedLinkAccessDenied
        case "unsupported_link_type", "unsupported_parameter_field": self = .unsupportedLink
        case "shared_link_is_directory": self = .sharedLinkIsFolder
        case "email_unverified", "email_not_verified", "user_error": self = .emailNotVerified
        case "access_error": self = .sharedItemInaccessible(tags.dropFirst().first ?? "access_error")
        case "invalid_id", "not_a_member", "invalid_member", "unmounted": self = .sharedItemInaccessible(tags[0])
        default: return nil
        }
    }

    /// Section 3.2: `LookupError`.
    private init(lookupTag tag: String?) {
        switch tag {
        case "not_found": self = .pathNotFound
        case "not_file": self = .notFile
        case "not_folder": self = .notFolder
        case "malformed_path": self = .malformedPath
        case "restricted_content": self = .restrictedContent
        case "unsupported_content_type": self = .unsupportedContentType
        case "locked": self = .locked
        default: self = .refused(tag.map { "path/\($0)" } ?? "path")
        }
    }
}
