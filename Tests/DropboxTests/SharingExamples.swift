/// Answers of the sharing and team routes, as the reference prints them.
enum SharingExamples {
    static let folderMembers = #"""
        {
          "users": [
            {
              "access_type": {".tag": "owner"}, "is_inherited": false, "permissions": [],
              "user": {
                "account_id": "dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII", "email": "ada@example.com", "display_name": "Ada Example", "same_team": true,
                "team_member_id": "dbmid:AAAAexampleAda"
              }
            }
          ],
          "groups": [
            {
              "access_type": {".tag": "viewer"}, "is_inherited": true, "permissions": [],
              "group": {
                "group_name": "Legal", "group_id": "g:e2db7665347abcd600000000001a2b3c", "member_count": 10,
                "group_management_type": {".tag": "company_managed"}, "group_type": {".tag": "user_managed"}, "is_member": false, "is_owner": false,
                "same_team": true
              }
            }
          ],
          "invitees": [{"access_type": {".tag": "viewer"}, "is_inherited": false, "invitee": {".tag": "email", "email": "guest@example.org"}}],
          "cursor": "AAHmembers"
        }
        """#

    static let fileMembersBatch = #"""
        [
          {
            "file": "id:AbCdEfGhIjAAAAAAAAAAAQ",
            "result": {".tag": "result", "members": {"users": [], "groups": [], "invitees": [], "cursor": "AAHmore"}, "member_count": 3}
          },
          {"file": "id:AbCdEfGhIjAAAAAAAAAAAz", "result": {".tag": "access_error", "access_error": {".tag": "invalid_file"}}}
        ]
        """#

    static let folder = #"""
        {
          "access_type": {".tag": "editor"}, "is_inside_team_folder": false, "is_team_folder": false, "owner_display_names": ["Ada Example"],
          "owner_team": {"id": "dbtid:AAAAExampleTeam", "name": "Acme"}, "path_lower": "/projects", "path_display": "/Projects", "name": "Projects",
          "policy": {
            "member_policy": {".tag": "anyone"}, "resolved_member_policy": {".tag": "team"}, "acl_update_policy": {".tag": "owner"},
            "shared_link_policy": {".tag": "anyone"}
          },
          "preview_url": "https://www.dropbox.com/scl/fo/example", "shared_folder_id": "84528192421", "time_invited": "2026-01-20T00:00:00Z",
          "access_inheritance": {".tag": "inherit"}, "folder_id": "id:AbCdEfGhIjAAAAAAAAAAAA"
        }
        """#

    static let teamMembers = #"""
        {
          "members": [
            {
              "profile": {
                "team_member_id": "dbmid:AAAAexampleBob", "email": "bob@example.com", "email_verified": false, "secondary_emails": [],
                "status": {".tag": "invited"}, "name": {"given_name": "", "surname": "", "familiar_name": "", "display_name": "", "abbreviated_name": ""},
                "membership_type": {".tag": "full"}, "invited_on": "2026-01-17T19:33:13Z", "groups": ["g:3c7fa6ba1a4ed2340000000000000003"],
                "member_folder_id": "9000011", "root_folder_id": "9000010"
              },
              "roles": [{"role_id": "pid_dbtmr:EXAMPLE", "name": "Team", "description": "Manage everything and access all permissions"}]
            }
          ],
          "cursor": "AAHteam", "has_more": false
        }
        """#

    static let groups = #"""
        {
          "groups": [
            {
              "group_name": "Legal", "group_id": "g:e2db7665347abcd600000000001a2b3c", "group_external_id": "legal-1", "member_count": 10,
              "group_management_type": {".tag": "company_managed"}
            }
          ],
          "cursor": "AAHgroups", "has_more": false
        }
        """#

    static let groupMembers = #"""
        {
          "members": [
            {
              "profile": {
                "team_member_id": "dbmid:AAAAexampleBob", "email": "bob@example.com", "email_verified": true, "secondary_emails": [],
                "status": {".tag": "active"}, "account_id": "dbid:AAAAbob",
                "name": {"given_name": "Bob", "surname": "B", "familiar_name": "Bob", "display_name": "Bob B", "abbreviated_name": "BB"},
                "membership_type": {".tag": "full"}
              },
              "access_type": {".tag": "member"}
            }
          ],
          "cursor": "AAHmembers", "has_more": false
        }
        """#

    static let namespaces = #"""
        {
          "namespaces": [
            {"name": "Marketing", "namespace_id": "123456789", "namespace_type": {".tag": "team_folder"}, "quota_limit": 0},
            {"name": "Ada Example", "namespace_id": "9000002", "namespace_type": {".tag": "team_member_folder"}, "team_member_id": "dbmid:AAAAexampleAda"}
          ],
          "cursor": "AAHns", "has_more": false
        }
        """#

    static let events = #"""
        {
          "events": [
            {
              "timestamp": "2026-01-05T09:00:00Z", "event_category": {".tag": "sharing"},
              "event_type": {".tag": "shared_content_remove_member", "description": "Removed a member"},
              "details": {".tag": "shared_content_remove_member_details"},
              "assets": [
                {".tag": "folder", "path": {"contextual": "/Ada/Projects", "namespace_relative": {"ns_id": "84528192421", "is_shared_namespace": true}}},
                {".tag": "file", "file_id": "id:AbCdEfGhIjAAAAAAAAAAAQ", "path": {"namespace_relative": {"ns_id": "1", "relative_path": "/a.txt"}}}
              ]
            },
            {"timestamp": "2026-01-05T09:00:00Z", "event_category": {".tag": "groups"}, "event_type": {".tag": "group_add_member"}, "details": {".tag": "x"}}
          ],
          "cursor": "AAHevents", "has_more": false
        }
        """#
}
