import Foundation
import HTTPServer
public import Support
import Transport

/// Asks the service on this machine how it is: for a container's health check, where no other program can ask.
public struct HealthProbe: Sendable {
    private let address: ListenAddress
    private let transport: any HTTPTransport

    /// - Throws: ``OperatorFailure`` when the configuration has no `service.http.listen` to ask at.
    public init(_ configuration: ServiceConfiguration) throws {
        guard let address = configuration.service.httpListen else {
            throw OperatorFailure(
                .usage,
                """
                The configuration has no service.http.listen, so there is nobody to ask. Add a line \
                service.http.listen: 127.0.0.1:9464
                """)
        }
        self.init(address: address, transport: URLSessionTransport(options: TransportOptions(connectionsPerHost: 1)))
    }

    init(address: ListenAddress, transport: any HTTPTransport) {
        self.address = address
        self.transport = transport
    }

    /// What the service says.
    public struct Answer: Sendable, Equatable {
        public var isWell: Bool
        /// One line, in the service's words or in the transport's.
        public var text: String

        /// The same in a sentence, where the words are those of a service that is known.
        public var sentence: String {
            guard let json else { return text }
            switch json["status"]?.stringValue {
            case "ok": return "The service is well: \(json["loops"]?.objectValue?.count ?? 0) loops turn."
            case "ready": return "The service is ready."
            case "not ready": return "The service is not ready: \(json["reason"]?.stringValue?.printable ?? "it does not say why")"
            case "stuck":
                let stuck = (json["loops"]?.objectValue ?? [:]).filter { $0.value["stuck"] == true }.keys.sorted()
                return "The service is stuck: these loops do not turn: \(stuck.joined(separator: ", "))."
            default: return text
            }
        }

        /// For machines; `answer` is what the service has said, where that is JSON.
        public var forMachines: JSON {
            ["is_well": .bool(isWell), "answer": json ?? .string(text)]
        }

        /// A proxy may answer anything.
        private var json: JSON? { try? JSON(parsing: Data(text.utf8)) }
    }

    /// - Parameter ready: Also whether it can do its work now, and not only that it lives.
    public func ask(ready: Bool) async -> Answer {
        guard let url = address.localURL?.appending(path: ready ? "readyz" : "healthz") else {
            return Answer(isWell: false, text: "\(address) is no address")
        }
        do {
            let response = try await transport.send(HTTPRequest(.get, url, timeout: .seconds(5)))
            let text = String(decoding: response.body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            return Answer(isWell: response.status == 200, text: text)
        } catch {
            return Answer(isWell: false, text: "\(error)")
        }
    }
}
