import Dropbox
import Foundation
import Support
import Testing

@testable import ConnectorService

@Suite struct AccessControlDocumentTests {
    private static let now = Date(timeIntervalSince1970: 1_772_668_825)

    private static func identity(
        _ email: String = "ana@example.org", name: String = "Ana Ruiz", account: String? = "dbid:AAAx", groups: [String] = []
    ) -> TeamIdentity {
        TeamIdentity(email: email, displayName: name, accountID: account, groups: groups, joinedOn: "2024-05-06T07:08:09Z")
    }

    @Test func `an address in capitals is the same person`() {
        let identity = Self.identity("Ana@Example.ORG")
        #expect(identity.email == "ana@example.org")
        #expect(identity.accessControl.contains("email:ana@example.org"))
    }

    @Test func `people of one name share that identity and no other`() {
        let (first, second) = (Self.identity(), Self.identity("other@example.org", account: "dbid:AAAy"))
        #expect(Set(first.accessControl).intersection(second.accessControl) == ["user:Ana Ruiz"])
    }

    @Test func `a name or an account id that is missing is no identity`() {
        let identity = Self.identity(name: "", account: nil)
        #expect(identity.accessControl == ["email:ana@example.org"])
        let json = IdentityDocument(identity, stored: Optional.none, at: Self.now).json(at: Self.now)
        #expect(json["identity"]?["username"] == .null && json["identity"]?["user_id"] == .null)
    }

    @Test func `an identity that the index ignores is left out`() {
        let long = String(repeating: "x", count: 252)
        #expect(!Self.identity(name: long).accessControl.contains("user:\(long)"))
        let fits = String(repeating: "x", count: 251)
        #expect(Self.identity(name: fits).accessControl.contains("user:\(fits)"))
    }

    @Test func `the order and the time of what is stored do not matter`() {
        let document = IdentityDocument(Self.identity(groups: ["g:1", "g:2"]), stored: Optional.none, at: Self.now)
        var stored = document.json(at: Self.now.addingTimeInterval(-1000))
        let values = stored["query"]?["template"]?["params"]?["access_control"]?.arrayValue ?? []
        stored["query"] = [
            "template": [
                "params": ["access_control": .array(values.reversed())], "source": .string(IdentityDocument.querySource),
            ]
        ]
        #expect(document.isStored(as: stored))
        stored["query"] = ["template": ["params": ["access_control": []], "source": .string(IdentityDocument.querySource)]]
        #expect(!document.isStored(as: stored))
        stored = document.json(at: Self.now)
        stored["status"] = "suspended"
        #expect(!document.isStored(as: stored))
    }

    @Test func `a date of joining that is not known is the one of the first sync`() {
        var identity = Self.identity()
        identity.joinedOn = nil
        let first = IdentityDocument(identity, stored: Optional.none, at: Self.now).json(at: Self.now)
        let later = Self.now.addingTimeInterval(86_400)
        #expect(IdentityDocument(identity, stored: first, at: later).isStored(as: first))
    }

    private static func member(_ id: String, _ email: String, status: String = "active", groups: String = "[]") throws -> MemberProfile {
        let json = """
            {"team_member_id": "\(id)", "email": "\(email)", "account_id": "dbid:\(id)", "email_verified": true,
             "status": {".tag": "\(status)"}, "groups": \(groups),
             "name": {"given_name": "", "surname": "", "familiar_name": "", "display_name": "\(id)", "abbreviated_name": ""}}
            """
        return try JSONDecoder().decode(MemberProfile.self, from: Data(json.utf8))
    }

    @Test func `a member who is told twice is the one who was told last`() throws {
        var listing = IdentityListing(isTeam: true)
        try listing.add(try Self.member("a", "old@example.org"))
        try listing.add(try Self.member("a", "New@example.org", groups: #"["g:1"]"#))
        #expect(listing.identities.keys.sorted() == ["new@example.org"])
        try listing.add(try Self.member("a", "new@example.org", status: "suspended"))
        #expect(listing.identities.isEmpty && listing.count == 1)
    }

    @Test(arguments: ["invited", "suspended", "removed", "what_comes_next"])
    func `no other status is access`(status: String) throws {
        var listing = IdentityListing(isTeam: true)
        try listing.add(try Self.member("a", "a@example.org", status: status))
        #expect(listing.identities.isEmpty)
        #expect(listing.statuses == [status: 1])
    }

    @Test func `two members of one address are no list to be trusted`() throws {
        var listing = IdentityListing(isTeam: true)
        try listing.add(try Self.member("a", "a@example.org"))
        #expect(throws: JobError.self) { try listing.add(try Self.member("b", "A@example.org")) }
        #expect(throws: JobError.self) { try listing.add(try Self.member("c", "")) }
        #expect(throws: JobError.self) { try listing.add(try Self.member("d", "d@example.org", groups: "null")) }
    }

    @Test(arguments: [
        (#"{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}}"#, true),
        (#"{"type":"keyword","fields":{"keyword":{"type":"keyword"}}}"#, true),
        (#"{"type":"keyword"}"#, false),
        (#"{"type":"text"}"#, false),
        (#"{"type":"text","fields":{"enum":{"type":"keyword"}}}"#, false),
        (#"{"type":"text","index":false,"fields":{"keyword":{"type":"keyword"}}}"#, false),
        (#"{"type":"keyword","ignore_above":8,"fields":{"keyword":{"type":"keyword"}}}"#, false),
        (#"{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":20}}}"#, false),
        (#"{"type":"text","fields":{"keyword":{"type":"keyword","index":false}}}"#, false),
        (#"{"type":"object","enabled":false}"#, false),
        (#"{"properties":{"a":{"type":"keyword"}}}"#, false),
    ])
    func `a mapping holds permissions, or does not`(field: String, isFit: Bool) throws {
        let mapping: JSON = ["properties": ["_allow_access_control": try JSON(parsing: Data(field.utf8))]]
        #expect((AccessMapping.problem(mapping) == nil) == isFit)
    }

    @Test func `an index that does not map permissions yet can hold them`() {
        #expect(AccessMapping.problem(["properties": ["name": ["type": "text"]]]) == nil)
        #expect(AccessMapping.problem([:]) == nil)
    }
}
