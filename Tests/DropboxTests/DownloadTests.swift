import Foundation
import TestSupport
import Testing
import Transport

@testable import Dropbox

@Suite struct DownloadTests {
    let old = Data("the content as it was listed".utf8)
    let new = Data("the content of a newer revision".utf8)

    private func answer(_ data: Data, _ file: FileMetadata?) -> HTTPResponse {
        var headers = HTTPHeaders()
        headers["Dropbox-API-Result"] = file?.json
        return HTTPResponse(status: 200, headers: headers, body: data)
    }

    /// Answers downloads in order, the last one for ever; metadata is `current`.
    private func transport(_ downloads: [HTTPResponse], current: FileMetadata? = nil) -> ScriptedTransport {
        ScriptedTransport { call in
            switch call.route {
            case "files/download": downloads[min(call.number, downloads.count - 1)]
            case "files/get_metadata": current.map { .json($0.json) } ?? .refusal("unexpected")
            default: nil
            }
        }
    }

    @Test func `content is fetched by id and compared with its hash`() async throws {
        let file = FileMetadata.make(old)
        let transport = transport([answer(old, file)])
        let client = DropboxClient.make(transport)
        let content = try await client.download(file, limit: old.count)
        #expect(content.data == old)
        #expect(content.file == file)
        #expect(transport.calls(of: "files/download").map(\.argument) == [#"{"path":"id:file"}"#])
        #expect(client.counters.snapshot.bytes >= old.count)
    }

    @Test func `truncated and corrupted content is fetched again`() async throws {
        let file = FileMetadata.make(old)
        var flipped = old
        flipped[3] ^= 1
        let transport = transport([answer(old.prefix(5), file), answer(flipped, file), answer(old, file)])
        #expect(try await DropboxClient.make(transport).download(file, limit: 100).data == old)
        #expect(transport.calls(of: "files/get_metadata").isEmpty)
    }

    @Test func `content that never fits is an error after all attempts`() async throws {
        let file = FileMetadata.make(old)
        let transport = transport([answer(new, file)])
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).download(file, limit: 100) }
        #expect(error?.code == .contentMismatch)
        #expect(error?.scope == .item)
        #expect(transport.calls(of: "files/download").count == 3)
    }

    @Test(arguments: [true, false])
    func `a file that changed meanwhile is taken at its new revision`(hasResult: Bool) async throws {
        let file = FileMetadata.make(old)
        let current = FileMetadata.make(new, rev: "0162f0a1b2c3d5")
        let transport = transport([answer(new, hasResult ? current : nil)], current: current)
        let content = try await DropboxClient.make(transport).download(file, limit: 100)
        #expect(content.data == new)
        #expect(content.file.rev == "0162f0a1b2c3d5")
        #expect(transport.calls(of: "files/download").count == 1)
        #expect(transport.calls(of: "files/get_metadata").count == 1)
    }

    @Test func `a file that changed and arrived broken is fetched again`() async throws {
        let file = FileMetadata.make(old)
        let current = FileMetadata.make(new, rev: "0162f0a1b2c3d5")
        let transport = transport([answer(new.prefix(4), current), answer(new, current)], current: current)
        #expect(try await DropboxClient.make(transport).download(file, limit: 100).data == new)
        #expect(transport.calls(of: "files/get_metadata").count == 1)
    }

    @Test func `broken content without a result is fetched again, its metadata only once`() async throws {
        let file = FileMetadata.make(old)
        let transport = transport([answer(Data(), nil), answer(Data(), nil), answer(old, nil)], current: file)
        #expect(try await DropboxClient.make(transport).download(file, limit: 100).data == old)
        #expect(transport.calls(of: "files/get_metadata").count == 1)
    }

    @Test func `a newer revision that is too large, not downloadable or gone says so`() async throws {
        let file = FileMetadata.make(old)
        let large = FileMetadata.make(Data(count: 1000), rev: "0162f0a1b2c3d5")
        let paper = FileMetadata.make(new, rev: "0162f0a1b2c3d5", isDownloadable: false)
        for (current, code) in [(large, DropboxError.Code.tooLarge), (paper, .notDownloadable)] {
            let transport = transport([answer(new, current)], current: current)
            let error = try await dropboxError { _ = try await DropboxClient.make(transport).download(file, limit: 100) }
            #expect(error?.code == code)
        }
    }

    @Test func `what is too large or only exportable is not asked for`() async throws {
        let transport = transport([answer(old, nil)])
        let client = DropboxClient.make(transport)
        let large = try await dropboxError { _ = try await client.download(.make(old), limit: old.count - 1) }
        #expect(large?.code == .tooLarge)
        #expect(large?.isTransient == false)
        let paper = try await dropboxError { _ = try await client.download(.make(old, isDownloadable: false), limit: 100) }
        #expect(paper?.code == .notDownloadable)
        #expect(transport.calls.isEmpty)
    }

    @Test func `content that turns out larger than the limit is refused while it arrives`() async throws {
        let file = FileMetadata.make(old)
        let transport = transport([answer(Data(count: 200), file)])
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).download(file, limit: 100) }
        #expect(error?.code == .tooLarge)
        #expect(transport.calls(of: "files/download").first?.request.maximumResponseBytes == 64 << 10)
        #expect(transport.calls(of: "files/download").count == 1)
    }

    @Test func `a file without a content hash is compared by its size`() async throws {
        var file = FileMetadata.make(old)
        file.contentHash = nil
        let transport = transport([answer(old.prefix(5), file), answer(old, file)])
        #expect(try await DropboxClient.make(transport).download(file, limit: 100).data == old)
    }

    @Test(arguments: [("not_found", .pathNotFound), ("restricted_content", .restrictedContent)] as [(String, DropboxError.Code)])
    func `a refusal in the body is the item's error, whatever the limit`(tag: String, code: DropboxError.Code) async throws {
        let body = #"{"error_summary":"path/\#(tag)/.","error":{".tag":"path","path":{".tag":"\#(tag)"}}}"#
        let file = FileMetadata.make(Data("x".utf8))
        let transport = transport([.json(body, status: 409)])
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).download(file, limit: 1) }
        #expect(error?.code == code)
        #expect(error?.scope == .item)
    }

    @Test func `an export is checked by its own hash`() async throws {
        let paper = FileMetadata.make(Data("paper".utf8), isDownloadable: false)
        let markdown = Data("# Roadmap".utf8)
        let result = """
            {"export_metadata":{"name":"a.md","size":9,"export_hash":"\(ContentHash.of(markdown))"},"file_metadata":\(paper.json)}
            """
        let transport = ScriptedTransport { call in
            guard call.route == "files/export" else { return nil }
            switch call.number {
            case 0: return .refusal("retry_error")
            case 1: return HTTPResponse(status: 200, headers: ["Dropbox-API-Result": result], body: Data("# Ro".utf8))
            default: return HTTPResponse(status: 200, headers: ["Dropbox-API-Result": result], body: markdown)
            }
        }
        let export = try await DropboxClient.make(transport).export(paper, format: "markdown", limit: 100)
        #expect(export.data == markdown)
        #expect(export.export?.name == "a.md")
        #expect(transport.calls(of: "files/export").last?.argument == #"{"export_format":"markdown","path":"id:file"}"#)
    }
}
