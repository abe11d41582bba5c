import ConnectorProtocol
import Elasticsearch
import Support
import Synchronization

/// Finds out, once for each connector with an API key of its own, whether that key may keep the connector's document
/// and jobs; where it may not, the global credential does.
final class ConnectorCredentials: Sendable {
    private struct Memory {
        var verdicts: [String: Bool] = [:]
        /// What was logged of a connector, so that it is not logged again and again.
        var told: [String: String] = [:]
    }

    private let memory = Mutex(Memory())

    /// - Parameter client: With the connector's key.
    func mayKeepState(of connectorID: String, _ client: ElasticsearchClient, _ way: StateWay, _ log: Log) async -> Bool {
        if let known = memory.withLock({ $0.verdicts[connectorID] }) { return known }
        let log = log.labelled(["connector_id": connectorID])
        do {
            let missing = try await PrivilegeQuestion.state(StateIndices(), way).missing(client)
            if missing.isEmpty {
                tell("its own API key", of: connectorID) { log.debug("The connector's own API key serves its document and jobs") }
            } else {
                tell("missing \(missing)", of: connectorID) {
                    log.info(
                        "The connector's own API key serves its index; for the connector's document and jobs it lacks \(missing.joined(separator: ", ")), and the credential of the cluster is used")
                }
            }
            return note(missing.isEmpty, of: connectorID)
        } catch let error as ElasticsearchError where error.code == .unauthorized || error.code == .forbidden {
            tell("refused", of: connectorID) {
                log.error(
                    "Elasticsearch does not accept the connector's own API key, and its document and jobs are kept with the credential of the cluster; syncs will fail until api_key is corrected in config.yml: \(error)")
            }
            return note(false, of: connectorID)
        } catch let error as ElasticsearchError where !error.isTransient {
            // Without security nobody can tell, and nothing is refused.
            return note(true, of: connectorID)
        } catch {
            // Asked again the next time.
            return false
        }
    }

    /// Asks again the next time: after a failure, which may be due to a key that was changed.
    func forget(_ connectorID: String) { memory.withLock { $0.verdicts[connectorID] = nil } }

    private func note(_ verdict: Bool, of connectorID: String) -> Bool {
        memory.withLock { $0.verdicts[connectorID] = verdict }
        return verdict
    }

    private func tell(_ what: String, of connectorID: String, _ body: () -> Void) {
        let isNew = memory.withLock { memory in
            guard memory.told[connectorID] != what else { return false }
            memory.told[connectorID] = what
            return true
        }
        if isNew { body() }
    }
}
