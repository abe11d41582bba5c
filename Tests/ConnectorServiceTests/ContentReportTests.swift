import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@testable import ConnectorService

/// What a job says of the texts that are not there.
@Suite struct ContentReportTests {
    private static func account() throws -> FakeAccount {
        var account = FakeAccount()
        try account.write("/fine.txt", "some words")
        try account.write("/large.txt", String(repeating: "large ", count: 1000))
        try account.write("/empty.txt", "")
        try account.write("/photo.jpg", "not text")
        try account.write("/locked away.txt", "secret")
        try account.setDownloadError("/locked away.txt", "restricted_content")
        try account.write("/drawing.gdraw", .text("x"), export: FakeExport(exportAs: nil, renditions: [:]))
        try account.write("/gone.txt", "soon")
        try account.setDownloadError("/gone.txt", "not_found")
        return account
    }

    private static let statuses = [
        "/fine.txt": nil, "/large.txt": "too_large", "/empty.txt": "empty", "/photo.jpg": "unsupported_type",
        "/locked away.txt": "restricted", "/drawing.gdraw": "not_downloadable", "/gone.txt": "failed",
    ] as [String: String?]

    @Test func `each document says why it has no text, and the job counts the reasons and names what failed`() async throws {
        try await withTestService(try Self.account(), configuration: "service.max_file_download_size: 5000\n") { service in
            try service.createConnector()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(service.documents.count == Self.statuses.count)
                for document in service.documents.values {
                    let path = try #require(document["file_path"]?.stringValue)
                    #expect(document["_extraction_status"]?.stringValue == Self.statuses[path] ?? "no such path", "\(path)")
                    #expect(document["size"]?.intValue != nil, "\(path)")
                    #expect(document["body"]?.stringValue == (path == "/fine.txt" ? "some words" : nil), "\(path)")
                }
                let report = try #require(job["metadata"]?["report"])
                #expect(report["content_failures"] == ["not_found": 1])
                #expect(
                    report["without_text"] == [
                        "too_large": 1, "empty": 1, "unsupported_type": 1, "restricted": 1, "not_downloadable": 1,
                    ])
                let failures = try #require(report["first_failures"]?.arrayValue).compactMap(\.stringValue)
                #expect(failures.count == 1)
                #expect(failures.first?.hasPrefix("/gone.txt: ") == true, "\(failures)")
                // What failed is tried again, and nothing else.
                try service.dropbox.change { try $0.setDownloadError("/gone.txt", nil) }
                service.dropbox.clearRequests()
                let second = try await service.sync("j2")
                #expect(second["metadata"]?["report"]?["content_failures"] == [:])
                #expect(service.dropbox.requests.count { $0.route == "files/download" } == 1)
                #expect(service.documents.values.first { $0["file_path"] == "/gone.txt" }?["body"] == "soon")
            }
        }
    }

    @Test func `a pipeline that does not exist ends the job before anything is read, with how to create it`() async throws {
        try await withTestService { service in
            let client = ElasticsearchClient(
                options: ElasticsearchOptions(host: service.elasticsearch.url), transport: URLSessionTransport())
            _ = try await client.request(
                "deletion of the pipeline", .delete, path: ["_ingest", "pipeline", "search-default-ingestion"])
            try service.createConnector()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "error")
                let error = try #require(job["error"]?.stringValue)
                #expect(error.contains("The ingest pipeline \"search-default-ingestion\" does not exist"))
                #expect(error.contains("PUT _ingest/pipeline/search-default-ingestion"))
                #expect(service.documents.isEmpty)
                #expect(!service.dropbox.requests.contains { $0.route.hasPrefix("files/") })
            }
        }
    }
}
