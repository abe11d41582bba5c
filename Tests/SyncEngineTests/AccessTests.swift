import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Testing

@testable import SyncEngine

@Suite struct AccessTests {
    typealias Entry = ScriptedSource.Entry

    private func file(_ number: Int, _ access: AccessList? = nil, text: String = "hello") -> Entry {
        Entry(id: "id:\(number)", name: "file \(number).txt", content: "\(text) \(number)", access: access)
    }

    private func identities(_ id: String, in index: TestIndex) -> [String]? {
        index.documents[id]?["_allow_access_control"]?.arrayValue?.compactMap(\.stringValue)
    }

    private func withSecuredIndex(_ body: (TestIndex) async throws -> Void) async throws {
        try await withIndex { index in
            var index = index
            index.usesDocumentLevelSecurity = true
            try await body(index)
        }
    }

    // MARK: The list itself

    @Test func `a list is sorted, without duplicates, and never empty`() {
        #expect(AccessList(["b", "a", "b"]).identities == ["a", "b"])
        #expect(AccessList([]).identities == [AccessList.nobody])
        #expect(AccessList.unknown("gone").identities == [AccessList.nobody])
        #expect(AccessList(["b", "a"]).fingerprint == AccessList(["a", "b"]).fingerprint)
        #expect(AccessList(["a"]).fingerprint != AccessList(["a"], key: "1").fingerprint)
        #expect(AccessList(["ab"]).fingerprint != AccessList(["a", "b"]).fingerprint)
    }

    @Test func `the fingerprint with another list needs nothing but the old one`() {
        let plain = Fingerprint(content: 1, metadata: 2)
        let secured = plain.replacing(access: nil, with: 77)
        #expect(secured != plain)
        #expect(secured.replacing(access: 77, with: 88) == plain.replacing(access: nil, with: 88))
        #expect(secured.replacing(access: 77, with: nil) == plain)
    }

    // MARK: In the index

    @Test func `who may see a document is written with it`() async throws {
        try await withSecuredIndex { index in
            try await index.sync([.page([file(1, AccessList(["user_id:b", "group:a"]))])])
            #expect(identities("id:1", in: index) == ["group:a", "user_id:b"])
        }
    }

    @Test func `a change of permissions alone writes them without a download`() async throws {
        try await withSecuredIndex { index in
            try await index.sync([.page([file(1, AccessList(["user_id:a", "user_id:b"]))])])
            let source = ScriptedSource([.page([file(1, AccessList(["user_id:a"]))])])
            let report = try await index.sync(source)
            #expect(report.updated == 1)
            #expect(source.fetches.isEmpty)
            #expect(identities("id:1", in: index) == ["user_id:a"])
            #expect(index.documents["id:1"]?["body"] == "hello 1")
            #expect(try await index.sync(source).unchanged == 1)
        }
    }

    @Test func `without security a document says nothing of who may see it`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1, AccessList(["user_id:a"]))])])
            #expect(index.documents["id:1"]?["_allow_access_control"] == nil)
        }
    }

    @Test func `security that is switched off is cleared from every document`() async throws {
        try await withSecuredIndex { index in
            try await index.sync([.page([file(1, AccessList(["user_id:a"]))])])
            var open = index
            open.usesDocumentLevelSecurity = false
            let source = ScriptedSource([.page([file(1)])])
            #expect(try await open.sync(source).updated == 1)
            #expect(source.fetches.isEmpty)
            #expect(index.documents["id:1"]?["_allow_access_control"] == .null)
            #expect(index.documents["id:1"]?["body"] == "hello 1")
        }
    }

    // MARK: Invariant: nobody sees more than Dropbox shows them

    @Test func `a document whose source says nothing of its permissions is shown to nobody`() async throws {
        try await withSecuredIndex { index in
            let report = try await index.sync([.page([file(1)])])
            #expect(identities("id:1", in: index) == [AccessList.nobody])
            #expect(report.unknownPermissions == 1)
        }
    }

    @Test func `unknown permissions are counted, named once for all that they concern, and asked for again`() async throws {
        try await withSecuredIndex { index in
            let unknown = AccessList.unknown("The folder did not answer.")
            let sync = index.contentSync(ScriptedSource([.page((1...30).map { file($0, unknown) })]))
            let position = try await sync.run()
            let report = sync.counters.snapshot
            #expect(report.unknownPermissions == 30)
            #expect(report.firstFailures.count == 1)
            #expect(report.firstFailures.first?.contains("The folder did not answer.") == true)
            #expect(position?.retry.count == 30)
            let next = try await index.sync([.page((1...30).map { file($0, AccessList(["user_id:a"])) })])
            #expect(next.updated == 30)
            #expect(next.unknownPermissions == 0)
            #expect(identities("id:7", in: index) == ["user_id:a"])
        }
    }

    @Test func `a sync with security just switched on first hides what is public`() async throws {
        try await withIndex { index in
            try await index.sync([.page((1...5).map { file($0) })])
            try index.put("id:9", ["id": "id:9", "type": "File", "file_path": "/theirs.txt", "name": "theirs.txt"])
            try index.put("note", ["title": "somebody's own", "type": 7])
            var secured = index
            secured.usesDocumentLevelSecurity = true
            await #expect(throws: ScriptedSource.Broken.self) { try await secured.sync([.fail]) }
            for id in (1...5).map({ "id:\($0)" }) + ["id:9"] {
                #expect(identities(id, in: index) == [AccessList.nobody], "\(id)")
            }
            #expect(index.documents["note"]?["_allow_access_control"] == nil)
            #expect(index.documents["id:1"]?["body"] == "hello 1")

            let source = ScriptedSource([.page((1...5).map { file($0, AccessList(["user_id:a"])) })])
            try await secured.sync(source)
            #expect(source.fetches.isEmpty)
            #expect(identities("id:3", in: index) == ["user_id:a"])
        }
    }

    @Test(arguments: [JSON.null, [], [.null]])
    func `a document with an empty list is public, and is hidden`(list: JSON) async throws {
        try await withSecuredIndex { index in
            try await index.sync([.page([file(1, AccessList(["user_id:a"]))])])
            try index.put("id:9", ["id": "id:9", "type": "File", "file_path": "/x", "_allow_access_control": list])
            await #expect(throws: ScriptedSource.Broken.self) { try await index.sync([.fail]) }
            #expect(identities("id:9", in: index) == [AccessList.nobody])
            #expect(identities("id:1", in: index) == ["user_id:a"])
        }
    }

    @Test func `a sync that cannot hide what is public does nothing else`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1), file(2)])])
            var secured = index
            secured.usesDocumentLevelSecurity = true
            index.fake.failBulkItems(with: 400, ids: "^id:1$")
            let source = ScriptedSource([.page([file(3, AccessList(["user_id:a"]))])])
            await #expect(throws: DocumentsStillPublic(count: 1, index: index.name)) { try await secured.sync(source) }
            #expect(source.fetches.isEmpty)
        }
    }
}
