import Foundation
import Testing

@testable import Support

@Suite struct LogTests {
    private func event(_ message: String, _ level: Log.Level = .info, _ labels: [String: String] = [:]) throws -> Log.Event {
        Log.Event(time: try #require(Timestamp.parse("2026-11-21T08:15:00.25Z")), level: level, message: message, labels: labels)
    }

    @Test(arguments: [
        (.debug, "DEBUG"), (.info, "INFO "), (.warning, "WARN "), (.error, "ERROR"), (.critical, "FATAL"),
    ] as [(Log.Level, String)])
    func `a human line has time, level and message below each other`(level: Log.Level, name: String) throws {
        let line = LogFormat.human.line(for: try event("Sync started", level), service: "s")
        #expect(line == "2026-11-21 08:15:00Z \(name) Sync started")
    }

    @Test func `labels follow, sorted, quoted where they need it`() throws {
        let labels = ["sync_job_id": "j 1", "connector_id": "dbx", "url.path": #"/a"b"#, "empty": ""]
        let line = LogFormat.human.line(for: try event("m", .info, labels), service: "s")
        #expect(line.hasSuffix(#"m  connector_id=dbx  empty=""  sync_job_id="j 1"  url.path="/a\"b""#))
    }

    @Test(arguments: LogFormat.allCases)
    func `a name with line feeds and escapes stays on its line`(format: LogFormat) throws {
        let forged = "/x\n2026-11-21 08:15:01Z FATAL \u{1B}[2Jgone\u{2028}"
        let line = format.line(for: try event(forged, .info, ["path": forged]), service: "s")
        #expect(!line.contains("\n") && !line.contains("\u{1B}"))
        #expect(line.contains("FATAL"))
    }

    @Test func `a JSON line is an object of ECS fields`() throws {
        let labels = [
            "sync_job_id": "j", "connector_id": "c", "index_name": "i", "service_type": "dropbox",
            "url.path": "/größe \"1\"\u{7}", "message": "m", "log.level": "x",
        ]
        let line = LogFormat.json.line(for: try event("Sync\tstarted", .warning, labels), service: "svc")
        #expect(line.hasPrefix(#"{"@timestamp":"2026-11-21T08:15:00.250Z","log.level":"warning","message":"Sync\tstarted""#))
        #expect(
            try JSON(parsing: Data(line.utf8)) == [
                "@timestamp": "2026-11-21T08:15:00.250Z", "log.level": "warning", "message": "Sync\tstarted",
                "ecs.version": "8.11.0", "service.name": "svc", "labels.sync_job_id": "j", "labels.connector_id": "c",
                "labels.index_name": "i", "labels.service_type": "dropbox", "url.path": "/größe \"1\"\u{7}",
                "labels.message": "m", "labels.log.level": "x",
            ])
    }

    @Test func `colours only when asked for, and never in JSON`() throws {
        let event = try event("m", .error, ["k": "v"])
        #expect(LogFormat.human.line(for: event, service: "s", colours: true).contains("\u{1B}[31mERROR\u{1B}[0m"))
        #expect(!LogFormat.human.line(for: event, service: "s").contains("\u{1B}"))
        #expect(!LogFormat.json.line(for: event, service: "s", colours: true).contains("\u{1B}"))
    }

    @Test func `lines of many tasks never mix`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
        #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
        defer { try? FileManager.default.removeItem(at: file) }    // a left-over in the temporary directory hurts nobody
        let handle = try FileHandle(forWritingTo: file)
        let lines = LineWriter(descriptor: handle.fileDescriptor)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask { lines.write(String(repeating: "\(index % 10)", count: 10_000)) }
            }
        }
        try handle.close()
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
        #expect(written.count == 20)
        #expect(written.allSatisfy { Set($0).count == 1 && $0.count == 10_000 })
    }
}
