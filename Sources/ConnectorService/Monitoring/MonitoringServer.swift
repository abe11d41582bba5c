import Foundation
import HTTPServer
import Support

/// Serves `/metrics`, `/healthz` and `/readyz`: `service.http.listen`.
struct MonitoringServer: Sendable {
    let metrics: Metrics

    func answer(_ request: ServerRequest) -> ServerResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            return .text("GET only\n", status: 405, headers: [("Allow", "GET, HEAD")])
        }
        return switch request.path {
        case "/metrics":
            ServerResponse(headers: [("Content-Type", Exposition.contentType)], body: Data(metrics.text.utf8))
        case "/healthz": health
        case "/readyz": readiness
        default: .text("/metrics, /healthz and /readyz are served here\n", status: 404)
        }
    }

    /// Whether the process should live on. What ails Elasticsearch or Dropbox is no reason to start it anew.
    private var health: ServerResponse {
        let stuck = metrics.loops.loops.filter(\.isStuck).map(\.name)
        let loops = metrics.loops.loops.map { loop -> (String, JSON) in
            (loop.name, ["seconds_since_last_turn": .int(Int(loop.age.seconds)), "stuck": .bool(loop.isStuck)])
        }
        return Self.json(
            stuck.isEmpty ? 200 : 503,
            ["status": stuck.isEmpty ? "ok" : "stuck", "loops": .object(Dictionary(uniqueKeysWithValues: loops))])
    }

    private var readiness: ServerResponse {
        guard let obstacle = metrics.obstacle else { return Self.json(200, ["status": "ready"]) }
        return Self.json(503, ["status": "not ready", "reason": .string(obstacle)])
    }

    private static func json(_ status: Int, _ json: JSON) -> ServerResponse {
        let body = (try? json.data()) ?? Data()  // fails for infinities, of which there are none
        return .json(body + Data("\n".utf8), status: status, headers: [("Cache-Control", "no-store")])
    }
}
