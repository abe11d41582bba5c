import Foundation
import Testing

/// `docs/ten-minutes.md`, pasted into a shell line by line.
@Suite struct TenMinutesTests {
    @Test func `each line of the way to a first search result works when it is pasted once`() async throws {
        let package = URL(filePath: #filePath).appending(path: "../../..").standardized
        let text = try String(contentsOf: package.appending(path: "docs/ten-minutes.md"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { line in
            // The stand-ins take ports that are free here; the lines after them name the ports that they have taken.
            line.dropFirst(4).replacing(/--port 92[01]0/, with: "--port 0").replacing("9200", with: "$elasticsearch")
                .replacing("9210", with: "$dropbox").replacing("'", with: "\"")
                .replacing("fixtures/", with: package.path + "/fixtures/")
        }
        #expect(lines.first == "make build" && lines.count > 10)
        var script = "trap 'kill $(jobs -p)' EXIT\nPATH=\(Terminal.program.deletingLastPathComponent().path):$PATH\n"
        // This test is built with all of it, elsewhere.
        for (number, line) in lines.enumerated() where line != "make build" && !line.contains(".build/release") {
            // Who types is slower than a server that starts.
            let name = line.contains("fake-e") ? "elasticsearch" : "dropbox"
            let wait = """
                for i in $(seq 300); do
                  \(name)=$(grep -o '127.0.0.1:[0-9]*' \(name).log | head -1 | cut -d: -f2)
                  [ -n "$\(name)" ] && break
                  sleep 0.1
                done
                """
            script += "\(line)\n" + (line.contains("fake-") ? wait : "test $? = 0 || { echo 'FAILED: line \(number)'; exit 1; }") + "\n"
        }
        let terminal = try Terminal()
        defer { terminal.close() }
        let outcome = try await terminal.run(script: script)
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains(/\n[1-9]\. \/Projects\/Lighthouse/), "\(outcome.output)")
        #expect(outcome.output.contains("Nothing is in the way of a sync."))
    }
}
