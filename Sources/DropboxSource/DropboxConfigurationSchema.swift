public import Support

/// The configuration fields of a Dropbox connector, as Kibana draws them.
///
/// Names, types, order and defaults are those of Elastic's Dropbox connector, so that a connector made
/// for it goes on working. Properties that equal the protocol's default are left out.
public enum DropboxConfigurationSchema {
    /// An object from field name to properties.
    public static let json: JSON = [
        "path": [
            "label": "Path to fetch files/folders", "order": 1, "required": false,
            "tooltip": "Only what lies under this folder is indexed, and files that others shared one by one; empty means everything. Has no effect while advanced sync rules are in force.",
        ],
        "app_key": ["label": "App Key", "order": 2, "sensitive": true],
        "app_secret": ["label": "App secret", "order": 3, "sensitive": true],
        "refresh_token": ["label": "Refresh token", "order": 4, "sensitive": true],
        "retry_count": [
            "label": "Retries per request", "type": "int", "order": 5, "required": false, "default_value": 3,
            "display": "numeric", "ui_restrictions": ["advanced"],
        ],
        "concurrent_downloads": [
            "label": "Maximum concurrent downloads", "type": "int", "order": 6, "required": false,
            "default_value": 100, "display": "numeric", "ui_restrictions": ["advanced"],
        ],
        "use_text_extraction_service": [
            "label": "Use text extraction service", "type": "bool", "order": 7, "value": false,
            "display": "toggle", "ui_restrictions": ["advanced"],
            "tooltip": "Needs a text extraction service that you run yourself. Switch off content extraction in the ingest pipeline.",
        ],
        "use_document_level_security": [
            "label": "Enable document level security", "type": "bool", "order": 8, "value": false,
            "display": "toggle",
            "tooltip": "Carries identities and permissions over from Dropbox, so that searches can be limited to what a user or a group may see. Access control syncs keep them current.",
        ],
        "include_inherited_users_and_groups": [
            "label": "Include groups and inherited users", "type": "bool", "order": 9, "value": false,
            "display": "toggle",
            "depends_on": [["field": "use_document_level_security", "value": true]],
            "tooltip": "Also indexes groups and users who have access through a parent folder. Syncs take much longer.",
        ],
    ]

    /// Fields that Elastic's connector does not have. A configuration without them is as good.
    public static let extensions: JSON = [
        "include_member_folders": [
            "label": "Include the folders of all team members", "type": "bool", "order": 10, "required": false,
            "default_value": false, "value": false, "display": "toggle", "ui_restrictions": ["advanced"],
            "tooltip": "Also indexes what every active member of the team has in a folder of their own, each read as that member. Needs the authorization of a team admin. Without document level security, everybody who may search the index finds it.",
        ],
    ]
}
