import ConnectorProtocol
import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Testing
import Transport

@testable import ConnectorService

/// The stored query, executed for every identity against every kind of document, by the fake and by a real
/// Elasticsearch when `ES_URL` names one.
@Suite struct AccessControlQueryTests {
    static let servers: [URL?] =
        [Optional.none] + (ProcessInfo.processInfo.environment["ES_URL"].flatMap(URL.init(string:)).map { [$0] } ?? [])

    private static let people = [
        TeamIdentity(email: "ana@example.org", displayName: "Ana Ruiz", accountID: "dbid:AAA-ana", groups: ["g:eng", "g:all"]),
        TeamIdentity(email: "ben@example.org", displayName: "Ana Ruiz", accountID: "dbid:AAA-ben", groups: ["g:all"]),
        TeamIdentity(email: "cem@example.org", displayName: "\"Cem\" {{x}}\n", accountID: "dbid:aaa-ana", groups: []),
    ]

    /// What a document may hold in `_allow_access_control`, by its id.
    private static let lists: [String: JSON] = [
        "missing": [:], "null": ["_allow_access_control": nil], "empty": ["_allow_access_control": []],
        "null-in-list": ["_allow_access_control": [nil]],
        "nobody": ["_allow_access_control": .array([.string(AccessList.nobody)])],
        "ana": ["_allow_access_control": ["user_id:dbid:AAA-ana"]],
        "ana-alone": ["_allow_access_control": "user_id:dbid:AAA-ana"],
        "ben": ["_allow_access_control": ["user_id:dbid:AAA-ben"]],
        "engineers": ["_allow_access_control": ["group:g:eng"]], "all": ["_allow_access_control": ["group:g:all"]],
        "engineers-and-ben": ["_allow_access_control": ["group:g:eng", "user_id:dbid:AAA-ben"]],
        // None of these is somebody: a part of an identity, another case, a name, one without its prefix.
        "part": ["_allow_access_control": ["dbid:AAA-ana", "user_id", "group", "ana@example.org"]],
        "case": ["_allow_access_control": ["USER_ID:DBID:AAA-ANA", "group:G:ALL"]],
        "long": ["_allow_access_control": .array([.string("user_id:" + String(repeating: "x", count: 300))])],
    ]

    /// Who may see what, by the rule of the protocol and nothing else.
    private static func isVisible(_ document: JSON, to person: TeamIdentity) -> Bool {
        let field = document["_allow_access_control"] ?? .null
        let values = (field.arrayValue ?? [field]).compactMap(\.stringValue)
        let own = Set([person.emailIdentity, "user_id:\(person.accountID ?? "")"] + person.groups.map { "group:\($0)" })
        return values.isEmpty || !own.isDisjoint(with: values)
    }

    @Test(arguments: servers)
    func `everybody finds what they may see, and nothing else`(server: URL?) async throws {
        try await withClient(server) { client, index in
            try await client.createIndex(
                index.replacing(AccessControlIndex.prefix, with: ""),
                body: ["mappings": ["properties": ["_allow_access_control": IndexMapping.string]]])
            let content = index.replacing(AccessControlIndex.prefix, with: "")
            _ = try await client.bulk(
                try Self.lists.map { .index(id: $0.key, document: try $0.value.data()) }, index: content,
                refresh: .immediately)
            for person in Self.people {
                let document = IdentityDocument(person, stored: Optional.none, at: Date())
                _ = try await client.bulk(
                    [.index(id: document.id, document: try document.json(at: Date()).data())], index: index,
                    refresh: .immediately)
                let lookup = IdentityLookup(index: try #require(AccessControlIndex(of: Self.connector(content))), client: client)
                for name in [person.email.uppercased(), try #require(person.accountID)] {
                    let query = try await lookup.query(of: name)
                    let found = try await client.search(SearchRequest(index: content, query: query.query, size: 100)).hits
                    let allowed = Self.lists.filter { Self.isVisible($0.value, to: person) }.keys
                    #expect(found.map(\.id).sorted() == allowed.sorted(), "\(name)")
                }
            }
        }
    }

    @Test(arguments: servers)
    func `nobody is found by a part of their address`(server: URL?) async throws {
        try await withClient(server) { client, index in
            let ana = IdentityDocument(Self.people[0], stored: Optional.none, at: Date())
            let lookup = IdentityLookup(
                index: try #require(AccessControlIndex(of: Self.connector(index.replacing(AccessControlIndex.prefix, with: "")))),
                client: client)
            await #expect(throws: OperatorFailure.self, "no index yet") { try await lookup.query(of: "ana@example.org") }
            #expect(try await lookup.index.create(client))
            #expect(try await !lookup.index.create(client))
            _ = try await client.bulk(
                [.index(id: ana.id, document: try ana.json(at: Date()).data())], index: index, refresh: .immediately)
            for name in ["", "ana", "example.org", "dbid:AAA", "dbid:ana", "dbid:aaa-ana", "bob@example.org", "*"] {
                await #expect(throws: OperatorFailure.self, "\(name)") { try await lookup.query(of: name) }
            }
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"query":{"template":{"source":"{}"}}}"#,
        #"{"query":{"template":{"params":{"access_control":["a"]}}}}"#,
        #"{"query":{"template":{"params":{"access_control":["a"]},"source":"{}"}}}"#,
        #"{"query":{"template":{"params":{"access_control":["a", 1]},"source":"{\"match_all\":{}}"}}}"#,
        #"{"query":{"template":{"params":{"access_control":["a"]},"source":"{\"match_all\":{}"}}}"#,
        #"{"query":{"template":{"params":{"access_control":["a"]},"source":"{\"terms\":{\"a\":{{access_control}}}}"}}}"#,
        #"{"query":{"template":{"params":{"access_control":["a"]},"source":"{\"terms\":{\"a\":{{#toJson}}other{{/toJson}}}}"}}}"#,
    ])
    func `a query that cannot be rendered is an error`(document: String) throws {
        let json = try JSON(parsing: Data(document.utf8))
        #expect(throws: OperatorFailure.self) { try AccessQuery(document: json, id: "a@example.org") }
    }

    @Test func `the template may be written with blanks, as Elastic's connector does`() throws {
        let source = "{\n  \"bool\": { \"filter\": { \"terms\": { \"x\": {{#toJson}}access_control{{/toJson}} } } } }"
        let document: JSON = ["query": ["template": ["params": ["access_control": ["a", "b"]], "source": .string(source)]]]
        let query = try AccessQuery(document: document, id: "a@example.org")
        #expect(query.query == ["bool": ["filter": ["terms": ["x": ["a", "b"]]]]])
    }

    private static func connector(_ index: String) -> Connector {
        Connector(id: "c", version: Version(seqNo: 0, primaryTerm: 1), source: ["index_name": .string(index)])
    }

    /// - Parameter body: Told an index of identities that is its own.
    private func withClient(_ server: URL?, _ body: (ElasticsearchClient, _ index: String) async throws -> Void) async throws {
        let fake = server == nil ? try await FakeElasticsearch.start() : nil
        let url = try #require(server ?? fake?.url)
        let client = ElasticsearchClient(options: ElasticsearchOptions(host: url), transport: URLSessionTransport())
        let content = "test-acl-\(UInt32.random(in: .min ... .max))"
        let result: Result<Void, any Error>
        do { result = .success(try await body(client, AccessControlIndex.prefix + content)) } catch { result = .failure(error) }
        for index in [content, AccessControlIndex.prefix + content] where try await client.exists(index) {
            _ = try await client.request("deletion of a test's index", .delete, path: [index])
        }
        await fake?.stop()
        try result.get()
    }
}
