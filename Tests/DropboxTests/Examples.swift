/// Answers as the reference prints them.
enum Examples {
    static let listFolder = #"""
        {
          "entries": [
            {
              ".tag": "folder", "name": "Reports", "path_lower": "/reports", "path_display": "/Reports", "id": "id:AbCdEfGhIjAAAAAAAAAAAA",
              "sharing_info": {"read_only": false, "shared_folder_id": "84528192421", "traverse_only": false, "no_access": false}
            },
            {
              ".tag": "file", "name": "Q1.pdf", "path_lower": "/reports/q1.pdf", "path_display": "/Reports/Q1.pdf", "id": "id:AbCdEfGhIjAAAAAAAAAAAQ",
              "client_modified": "2026-01-05T09:00:00Z", "server_modified": "2026-01-05T09:00:03Z", "rev": "0162f0a1b2c3d4", "size": 7212,
              "sharing_info": {"read_only": false, "parent_shared_folder_id": "84528192421", "modified_by": "dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII"},
              "is_downloadable": true, "has_explicit_shared_members": false,
              "content_hash": "485291fa0ee50c016982abbfa943957bcd231aae0492ccbaa22c58e3997b35e0"
            },
            {".tag": "deleted", "name": "old.txt", "path_lower": "/reports/old.txt", "path_display": "/Reports/old.txt"}
          ],
          "cursor": "AAHexampleCursor", "has_more": true
        }
        """#

    static let paper = #"""
        {
          ".tag": "file", "name": "Plan.paper", "path_lower": "/team/plan.paper", "path_display": "/Team/Plan.paper", "id": "id:AbCdEfGhIjAAAAAAAAAAAg",
          "client_modified": "2026-02-01T10:00:00Z", "server_modified": "2026-02-01T10:00:00Z", "rev": "0162f0a1b2c3d5", "size": 1200,
          "sharing_info": {"read_only": true, "parent_shared_folder_id": "84528192421"}, "is_downloadable": false,
          "export_info": {"export_as": "html", "export_options": ["markdown", "html"]}, "has_explicit_shared_members": true,
          "file_lock_info": {"is_lockholder": false, "lockholder_name": "Ada Example", "created": "2026-02-01T10:05:00Z"}
        }
        """#

    static let search = #"""
        {
          "matches": [
            {
              "metadata": {
                ".tag": "metadata",
                "metadata": {
                  ".tag": "file", "name": "Contract A.pdf", "path_lower": "/legal/contract a.pdf", "path_display": "/Legal/Contract A.pdf",
                  "id": "id:AbCdEfGhIjAAAAAAAAAAAw", "client_modified": "2026-01-05T09:00:00Z", "server_modified": "2026-01-05T09:00:03Z",
                  "rev": "0162f0a1b2c3d6", "size": 99
                }
              },
              "match_type": {".tag": "filename_and_content"},
              "highlight_spans": [{"highlight_str": "Contract", "is_highlighted": true}, {"highlight_str": " A.pdf", "is_highlighted": false}]
            }
          ],
          "has_more": true, "cursor": "AAHsearchCursor"
        }
        """#

    static let account = #"""
        {
          "account_id": "dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII",
          "name": {"given_name": "Ada", "surname": "Example", "familiar_name": "Ada", "display_name": "Ada Example", "abbreviated_name": "AE"},
          "email": "ada@example.com", "email_verified": true, "disabled": false, "country": "DE", "locale": "en",
          "referral_link": "https://www.dropbox.com/referrals/example", "is_paired": false, "account_type": {".tag": "business"},
          "team": {
            "id": "dbtid:AAAAExampleTeam", "name": "Acme", "sharing_policies": {}, "office_addin_policy": {".tag": "disabled"},
            "top_level_content_policy": {".tag": "admin_only"}
          },
          "team_member_id": "dbmid:AAAAexampleAda",
          "root_info": {".tag": "user", "root_namespace_id": "9000001", "home_namespace_id": "9000002", "home_path": "/Ada Example"}
        }
        """#

    static let admin = #"""
        {
          "admin_profile": {
            "team_member_id": "dbmid:AAAAexampleAdmin", "account_id": "dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII", "email": "admin@example.com",
            "email_verified": true, "secondary_emails": [], "status": {".tag": "active"},
            "name": {"given_name": "Ada", "surname": "Example", "familiar_name": "Ada", "display_name": "Ada Example", "abbreviated_name": "AE"},
            "membership_type": {".tag": "full"}, "joined_on": "2025-05-12T15:50:38Z", "groups": ["g:e2db7665347abcd600000000001a2b3c"],
            "member_folder_id": "9000002", "root_folder_id": "9000001"
          }
        }
        """#

    static let receivedFiles = #"""
        {
          "entries": [
            {
              "access_type": {".tag": "viewer"}, "id": "id:AbCdEfGhIjAAAAAAAAAABB", "name": "shared.txt",
              "policy": {"acl_update_policy": {".tag": "owner"}, "shared_link_policy": {".tag": "anyone"}},
              "preview_url": "https://www.dropbox.com/scl/fi/example", "time_invited": "2026-01-20T00:00:00Z"
            }
          ]
        }
        """#

    static let sharedLink = #"""
        {
          ".tag": "file", "url": "https://www.dropbox.com/scl/fi/example/Q1.pdf?dl=0", "id": "id:AbCdEfGhIjAAAAAAAAAAAQ", "name": "Q1.pdf",
          "expires": "2026-12-31T00:00:00Z", "path_lower": "/reports/q1.pdf",
          "link_permissions": {
            "can_revoke": false, "resolved_visibility": {".tag": "team_only"}, "visibility_policies": [], "can_set_expiry": false, "can_remove_expiry": false,
            "allow_download": true, "can_allow_download": false, "can_disallow_download": false, "allow_comments": true, "team_restricts_comments": false
          },
          "client_modified": "2026-01-05T09:00:00Z", "server_modified": "2026-01-05T09:00:03Z", "rev": "0162f0a1b2c3d4", "size": 7212
        }
        """#

    static let export = #"""
        {
          "export_metadata": {
            "name": "Roadmap.md", "size": 4312, "export_hash": "1cd6ef71e6e0ff46ad2609d403dc3fee244417089aa4461245a4e4fe23a55e42", "paper_revision": 57
          },
          "file_metadata": {
            "name": "Roadmap.paper", "id": "id:AbCdEfGhIjAAAAAAAAAAAg", "path_lower": "/roadmap.paper", "path_display": "/Roadmap.paper",
            "client_modified": "2026-02-01T10:00:00Z", "server_modified": "2026-02-01T10:00:00Z", "rev": "0162f0a1b2c3d5", "size": 1200,
            "is_downloadable": false, "export_info": {"export_as": "html", "export_options": ["markdown", "html"]}
          }
        }
        """#
}
