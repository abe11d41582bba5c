import Support
import Transport

/// Counts each request and writes its line to the log.
struct CallLog {
    var route: String
    var counters: DropboxCounters
    var clock: any Clock<Duration>
    var log: Log

    func send(_ request: HTTPRequest, through transport: any HTTPTransport) async throws -> HTTPResponse {
        counters.countCall(route)
        // Labels are built for each call otherwise, a million times in a large sync.
        guard log.minimumLevel <= .debug else {
            let response = try await transport.send(request)
            counters.count(bytes: response.body.count)
            return response
        }
        let stopwatch = Stopwatch(clock)
        do {
            let response = try await transport.send(request)
            counters.count(bytes: response.body.count)
            write(status: "\(response.status)", stopwatch, requestID: response.headers["X-Dropbox-Request-Id"])
            return response
        } catch {
            write(status: "none", stopwatch, requestID: nil)
            throw error
        }
    }

    private func write(status: String, _ stopwatch: Stopwatch, requestID: String?) {
        var labels = [
            "route": route, "status": status, "ms": "\(Int(stopwatch.elapsed / .milliseconds(1)))",
        ]
        labels["request_id"] = requestID
        log.debug("Dropbox \(route)", labels)
    }
}
