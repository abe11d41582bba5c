import ConnectorProtocol
import Elasticsearch
import FakeDropbox
import Foundation
import Support
import TestSupport
import Transport

@testable import ConnectorService

/// A team's connector with document-level security, on the fake or on a real Elasticsearch, and everybody's searches.
final class SecureTeam: Sendable {
    let dropbox: FakeDropbox
    let client: ElasticsearchClient
    private let id = "secure-\(UUID().uuidString.lowercased())"
    private let elasticsearch: URL

    var index: String { "search-\(id)" }
    private var identities: String { ".search-acl-filter-\(index)" }
    private static let connectors = ".elastic-connectors-v1"
    private static let jobs = ".elastic-connectors-sync-jobs-v1"

    init(dropbox: FakeDropbox, elasticsearch: URL) {
        self.dropbox = dropbox
        self.elasticsearch = elasticsearch
        client = ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch), transport: URLSessionTransport(options: TransportOptions()))
    }

    /// Runs the service for as long as `body` runs.
    func run(_ body: () async throws -> Void) async throws {
        let configuration = """
            elasticsearch.host: \(elasticsearch)
            elasticsearch.max_wait_duration: 20
            elasticsearch.retry_interval: 1
            service.idling: 1
            service.permission_refresh: 0
            dropbox.api_url: \(dropbox.url)
            dropbox.content_url: \(dropbox.url)
            dropbox.notify_url: \(dropbox.url)
            connectors:
              - connector_id: \(id)
                service_type: dropbox
            """
        let context = try ServiceContext(
            configuration: try ServiceConfiguration.parse(configuration), environment: [:], log: .silent,
            clock: AcceleratedClock(factor: 60))
        let task = Task { await Service(context, actions: [.schedule, .syncContent, .syncAccessControl]).run() }
        do {
            try await body()
        } catch {
            task.cancel()
            _ = await task.value
            throw error
        }
        task.cancel()
        _ = await task.value
    }
}

// MARK: What the connector's owner does

extension SecureTeam {
    func createConnector(_ changes: [String: JSON] = [:]) async throws {
        try await StateIndices().ensure(client)
        let credentials = dropbox.credentials
        var values: [String: JSON] = [
            "app_key": .string(credentials.appKey), "app_secret": .string(credentials.appSecret),
            "refresh_token": .string(credentials.refreshToken), "use_document_level_security": true,
            "include_inherited_users_and_groups": true,
        ]
        values.merge(changes) { $1 }
        let configuration = DropboxConnectorForm.complete.merged(with: .object(values.mapValues { ["value": $0] }))
        let connector: JSON = [
            "name": "Secure", "service_type": "dropbox", "index_name": .string(index), "is_native": false,
            "status": "configured", "configuration": configuration, "scheduling": [:],
        ]
        _ = try await client.index(id, in: Self.connectors, connector, refresh: .immediately)
    }

    /// Asks for a sync and waits for its end.
    ///
    /// - Returns: The job's document.
    @discardableResult
    func sync(_ type: String) async throws -> JSON {
        let job = "\(id)-\(UUID().uuidString.lowercased())"
        let connector = try await client.get(id, in: Self.connectors)?.source ?? [:]
        let document: JSON = [
            "connector": [
                "id": .string(id), "service_type": "dropbox", "index_name": .string(index),
                "configuration": connector["configuration"] ?? [:], "filtering": ["rules": [], "advanced_snippet": [:]],
            ],
            "job_type": .string(type), "trigger_method": "on_demand", "status": "pending", "metadata": [:],
            "created_at": .string(Timestamp.format(Date())), "indexed_document_count": 0,
        ]
        _ = try await client.index(job, in: Self.jobs, document, refresh: .immediately)
        let end = try await eventually {
            let found = try await client.get(job, in: Self.jobs)?.source ?? [:]
            return ["completed", "error", "canceled"].contains(found["status"]?.stringValue) ? found : Optional.none
        }
        if try await client.exists(index) { try await client.refresh(index) }
        return end
    }

    /// Who is in the team first, then what they may see.
    ///
    /// - Returns: What went wrong, job by job.
    @discardableResult
    func syncAll(_ type: String = "full") async throws -> [String] {
        var problems: [String] = []
        for type in ["access_control", type] {
            let job = try await sync(type)
            if job["status"] != "completed" { problems.append("\(type): \(job["error"]?.stringValue ?? "no word")") }
        }
        return problems
    }

    func remove() async throws {
        _ = try await client.delete(id, in: Self.connectors)
        let transport = URLSessionTransport(options: TransportOptions())
        for name in [index, identities] {
            _ = try await transport.send(HTTPRequest(.delete, elasticsearch.appending(path: name)))
        }
    }
}

// MARK: What people find

/// What searches show that Dropbox would not, and the other way round.
struct SecurityFindings {
    /// Nothing may ever be here.
    var leaks: [String] = []
    /// Documents that somebody may see and does not find. Allowed when something went wrong.
    var hidden: [String] = []

    /// Empty when everybody finds exactly what they may see; else the first ones, for the message of a test.
    var text: String {
        if leaks.isEmpty, hidden.isEmpty { return "" }
        return "\(leaks.count) leaks, \(hidden.count) hidden: " + (leaks + hidden).prefix(6).joined(separator: "; ")
    }
}

extension SecureTeam {
    /// Holds every member's search against the model.
    ///
    /// - Parameter models: Whoever may see a document by one of them is right to find it.
    func findings(_ models: [FakeAccount]? = nil) async throws -> SecurityFindings {
        let account = dropbox.account
        var models = (models ?? [account]).map(AccessModel.init)
        let names = Dictionary(account.allEntries.map { ($0.id, $0.pathDisplay) }, uniquingKeysWith: { first, _ in first })
        // A first sync that came to nothing has made no index either.
        guard try await client.exists(index) else { return SecurityFindings() }
        let documents = try await Set(client.everyHit(SearchRequest(index: index, source: [], size: 1000)).map(\.id))
        var findings = SecurityFindings()
        for member in account.profile.team?.members ?? [] {
            let found = try await search(as: member)
            for id in found where !models.indices.contains(where: { models[$0].mayRead(member.id, id) }) {
                findings.leaks.append("\(member.id) finds \(names[id] ?? "what is gone, \(id)")")
            }
            for id in documents.subtracting(found) where models[0].mayRead(member.id, id) {
                findings.hidden.append("\(member.id) does not find \(names[id] ?? id)")
            }
        }
        return findings
    }

    /// The same without a search for each member: the lists of all documents against what each member's stored query
    /// looks for. What Elasticsearch makes of the query, ``findings(_:)`` proves.
    func listFindings() async throws -> SecurityFindings {
        let account = dropbox.account
        var model = AccessModel(account)
        let names = Dictionary(account.allEntries.map { ($0.id, $0.pathDisplay) }, uniquingKeysWith: { first, _ in first })
        let lists = try await accessLists()
        let people = try await searchers()
        // Many documents have the same list.
        var found: [[String]: Set<String>] = [:]
        for list in Set(lists.values) {
            found[list] = Set(people.filter { list.isEmpty || !$0.value.isDisjoint(with: list) }.keys)
        }
        var findings = SecurityFindings()
        for (id, list) in lists {
            let (finding, allowed) = (found[list] ?? [], model.readers(of: id))
            guard finding != allowed else { continue }
            let name = names[id] ?? "what is gone, \(id)"
            for member in finding.subtracting(allowed).sorted() { findings.leaks.append("\(member) finds \(name)") }
            for member in allowed.subtracting(finding).sorted() { findings.hidden.append("\(member) does not find \(name)") }
        }
        return findings
    }

    /// `_allow_access_control` of every document; empty where everybody finds it.
    private func accessLists() async throws -> [String: [String]] {
        let field = "_allow_access_control"
        let hits = try await client.everyHit(SearchRequest(index: index, source: [field], size: 1000))
        return Dictionary(
            hits.map { ($0.id, ($0.source[field]?.arrayValue ?? []).compactMap(\.stringValue)) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the stored query of each member looks for, by the member's id. Who has none does not search.
    private func searchers() async throws -> [String: Set<String>] {
        let stored = try await client.everyHit(SearchRequest(index: identities, size: 1000))
        let documents = Dictionary(stored.map { ($0.id, $0.source) }, uniquingKeysWith: { first, _ in first })
        var searchers: [String: Set<String>] = [:]
        for member in dropbox.account.profile.team?.members ?? [] {
            guard let document = documents[member.email.lowercased()],
                document["identity"]?["user_id"]?.stringValue == "user_id:\(member.accountID)"
            else { continue }
            let values = document["query"]?["template"]?["params"]?["access_control"]?.arrayValue ?? []
            searchers[member.id] = Set(values.compactMap(\.stringValue))
        }
        return searchers
    }

    /// Items that the admin's own listing has and the index has not. A file with members of its own may be one that is
    /// in no listing.
    func missing() async throws -> [String] {
        let account = dropbox.account
        guard let admin = account.profile.team?.members.first else { return [] }
        var model = AccessModel(account)
        let documents = try await Set(client.everyHit(SearchRequest(index: index, source: [], size: 1000)).map(\.id))
        return account.allEntries.filter { entry in
            model.mayRead(admin.id, entry.id) && !documents.contains(entry.id)
                && (entry.isFolder || account.members(ofFile: entry.id) == nil)
        }.map(\.pathDisplay)
    }

    /// What the query that is stored for a member finds. Without one nobody searches.
    private func search(as member: FakeTeam.Member) async throws -> Set<String> {
        guard try await client.exists(identities),
            let document = try await client.get(member.email.lowercased(), in: identities)?.source
        else { return [] }
        // Of somebody else who has the address now.
        guard document["identity"]?["user_id"]?.stringValue == "user_id:\(member.accountID)" else { return [] }
        let template = document["query"]?["template"]
        let values = try template?["params"]?["access_control"]?.data() ?? Data()
        let rendered = (template?["source"]?.stringValue ?? "").replacing(
            "{{#toJson}}access_control{{/toJson}}", with: String(decoding: values, as: UTF8.self))
        let query = try JSON(parsing: Data(rendered.utf8))
        return try await Set(client.everyHit(SearchRequest(index: index, query: query, source: [], size: 1000)).map(\.id))
    }
}

/// Runs `body` with a generated team, its connector and a service that runs.
///
/// - Parameter url: A real Elasticsearch; nil for the fake.
func withSecureTeam(
    _ account: FakeAccount, at url: URL? = nil, configuration: [String: JSON] = [:],
    dropbox change: (inout FakeDropboxOptions) -> Void = { _ in }, _ body: (SecureTeam) async throws -> Void
) async throws {
    var options = FakeDropboxOptions.team
    change(&options)
    try await withFakeDropbox(account, options: options) { dropbox in
        func prove(_ url: URL) async throws {
            let team = SecureTeam(dropbox: dropbox, elasticsearch: url)
            try await team.createConnector(configuration)
            try await team.run { try await body(team) }
            try await team.remove()
        }
        if let url { return try await prove(url) }
        try await withTestElasticsearch(prove)
    }
}
