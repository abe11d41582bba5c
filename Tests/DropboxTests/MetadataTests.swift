import Foundation
import Testing

@testable import Dropbox

@Suite struct MetadataTests {
    private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        try JSONDecoder.dropbox.decode(type, from: Data(json.utf8))
    }

    @Test func `a page of all three kinds`() throws {
        let page = try decoded(ListFolderPage.self, Examples.listFolder)
        #expect(page.cursor == "AAHexampleCursor")
        #expect(page.following == .from(cursor: "AAHexampleCursor"))
        guard case .folder(let folder) = page.entries[0], case .file(let file) = page.entries[1],
            case .deleted(let deleted) = page.entries[2]
        else {
            Issue.record("wrong kinds: \(page.entries)")
            return
        }
        #expect(folder.sharingInfo?.sharedFolderID == "84528192421")
        #expect(folder.id == "id:AbCdEfGhIjAAAAAAAAAAAA")
        #expect(file.size == 7212)
        #expect(file.rev == "0162f0a1b2c3d4")
        #expect(file.serverModified == "2026-01-05T09:00:03Z")
        #expect(file.sharingInfo?.modifiedBy == "dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII")
        #expect(file.hasExplicitSharedMembers == false)
        #expect(file.isDownloadable)
        #expect(deleted.pathLower == "/reports/old.txt")
    }

    @Test func `a file that can only be exported, and is locked`() throws {
        guard case .file(let file) = try decoded(Metadata.self, Examples.paper) else {
            Issue.record("not a file")
            return
        }
        #expect(!file.isDownloadable)
        #expect(file.exportInfo?.formats == ["markdown", "html"])
        #expect(file.contentHash == nil)
        #expect(file.fileLockInfo?.lockholderName == "Ada Example")
        #expect(file.sharingInfo == FileSharingInfo(readOnly: true, parentSharedFolderID: "84528192421"))
    }

    @Test func `a default format that is not among the options counts`() throws {
        #expect(try decoded(ExportInfo.self, #"{"export_as":"xlsx"}"#).formats == ["xlsx"])
        #expect(try decoded(ExportInfo.self, #"{"export_as":"html","export_options":["markdown"]}"#).formats == ["html", "markdown"])
        #expect(try decoded(ExportInfo.self, "{}").formats.isEmpty)
    }

    @Test func `null is absent, unknown keys are ignored, defaults are filled in`() throws {
        let json = """
            {"future":{"a":[1]},"name":"a","path_lower":null,"path_display":null,"id":"id:a","sharing_info":null,
             "client_modified":"2026-01-05T09:00:00Z","server_modified":"2026-01-05T09:00:03Z","rev":"0162f0a1b2c3d4",
             "size":4294967296000,"content_hash":null,"symlink_info":{"target":"/b"},"export_info":null,
             "property_groups":[{"template_id":"ptid:1","fields":[{"name":"n","value":"v"}]}],
             "media_info":{".tag":"metadata","metadata":{".tag":"video","dimensions":{"height":768,"width":1024},
             "location":{"latitude":37.7833,"longitude":122.4167},"time_taken":"2026-01-05T09:00:00Z","duration":1000}}}
            """
        let file = try decoded(FileMetadata.self, json)
        #expect(file.pathLower == nil)
        #expect(file.isDownloadable)
        #expect(file.size == 4_294_967_296_000)
        #expect(file.symlinkTarget == "/b")
        #expect(file.propertyGroups?.first?.fields.first?.value == "v")
        guard case .metadata(let media) = file.mediaInfo else {
            Issue.record("no media metadata")
            return
        }
        #expect(media.kind == .known(.video))
        #expect(media.duration == .seconds(1))
        #expect(media.dimensions?.width == 1024)
    }

    @Test func `media that Dropbox has not looked at is pending`() throws {
        #expect(try decoded(MediaInfo.self, #"{".tag":"pending"}"#) == .pending)
    }

    @Test func `a kind of metadata that does not exist is an error`() {
        #expect(throws: DecodingError.self) { try decoded(Metadata.self, #"{".tag":"symlink","name":"a"}"#) }
    }

    @Test(arguments: [
        (#"{".tag":"viewer"}"#, .known(.viewer)),
        (#"{".tag":"future","detail":1}"#, .other("future")),
        (#""owner""#, .known(.owner)),
    ] as [(String, Open<AccessLevel>)])
    func `an open union takes tags it does not know`(json: String, expected: Open<AccessLevel>) throws {
        #expect(try decoded(Open<AccessLevel>.self, json) == expected)
    }

    @Test func `a search's matches are nested twice, and unknown ones are skipped`() throws {
        let page = try decoded(SearchPage.self, Examples.search)
        #expect(page.matches.first?.metadata?.name == "Contract A.pdf")
        #expect(page.matches.first?.matchType == .known(.filenameAndContent))
        #expect(page.matches.first?.highlightSpans?.first?.isHighlighted == true)
        #expect(page.following == .from(cursor: "AAHsearchCursor"))
        let unknown = try decoded(SearchPage.self, #"{"matches":[{"metadata":{".tag":"other"}}],"has_more":false}"#)
        #expect(unknown.matches.first?.metadata == nil)
        #expect(unknown.following == FollowingPage.none)
        #expect(try decoded(SearchPage.self, #"{"matches":[],"has_more":true}"#).following == .unknown)
    }

    @Test func `an account, and whether it has a team space`() throws {
        let account = try decoded(FullAccount.self, Examples.account)
        #expect(account.rootInfo.kind == .known(.user))
        #expect(account.rootInfo.pathRoot == .root("9000001"))
        #expect(account.teamMemberID == "dbmid:AAAAexampleAda")
        #expect(account.accountType == .known(.business))
        let personal = try decoded(
            RootInfo.self, #"{".tag":"team","root_namespace_id":"1","home_namespace_id":"1","home_path":"/A"}"#)
        #expect(personal.pathRoot == nil)
    }

    @Test func `the admin who authorized the app`() throws {
        let admin = try decoded(GetAuthenticatedAdmin.Response.self, Examples.admin).adminProfile
        #expect(admin.teamMemberID == "dbmid:AAAAexampleAdmin")
        #expect(admin.status == .known(.active))
        #expect(admin.rootFolderID == "9000001")
    }

    @Test func `received files end where the cursor does`() throws {
        let page = try decoded(ReceivedFilesPage.self, Examples.receivedFiles)
        #expect(page.entries.first?.pathLower == nil)
        #expect(page.following == FollowingPage.none)
        #expect(try decoded(ReceivedFilesPage.self, #"{"entries":[],"cursor":""}"#).following == FollowingPage.none)
        #expect(try decoded(ReceivedFilesPage.self, #"{"entries":[],"cursor":"c"}"#).following == .from(cursor: "c"))
    }

    @Test func `a shared link to a file and to a folder`() throws {
        let link = try decoded(SharedLinkMetadata.self, Examples.sharedLink)
        #expect(link.file?.size == 7212)
        #expect(link.linkPermissions.resolvedVisibility == .known(.teamOnly))
        let folder = try decoded(
            SharedLinkMetadata.self, #"{".tag":"folder","url":"u","name":"n","link_permissions":{}}"#)
        #expect(folder.file == nil)
    }

    @Test func `an export's result`() throws {
        let result = try decoded(Export.Response.self, Examples.export)
        #expect(result.exportMetadata.size == 4312)
        #expect(result.exportMetadata.paperRevision == 57)
        #expect(!result.fileMetadata.isDownloadable)
    }
}
