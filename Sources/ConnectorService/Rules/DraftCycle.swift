import ConnectorProtocol
import DropboxSource
import Support

/// Gives its verdict on sync rules that somebody has edited.
///
/// Connector protocol: draft to active.
struct DraftCycle: Sendable {
    let context: ServiceContext

    /// Validates the connector's draft if it waits for that, and puts it in force when it is valid and still the
    /// one that was validated.
    ///
    /// - Throws: `DropboxError`, `ElasticsearchError`, `ProtocolError`, when the verdict could not be found or
    ///   written: the draft goes on waiting.
    func run(_ connector: Connector, _ log: Log) async throws {
        guard let draft = DraftRules.pending(connector) else { return }
        let validation = FilterValidation(errors: try await problems(of: draft, connector, log))
        guard try await context.state.connectors.judge(draft, of: connector.id, validation) else {
            log.info("The sync rules were edited again while they were being validated, and are looked at again")
            return
        }
        switch validation.state {
        case .valid: log.info("The edited sync rules are valid and in force; the next full sync applies them")
        case .invalid, .edited: log.warning("The edited sync rules are not in force: \(validation)")
        }
    }

    private func problems(
        of draft: Filter, _ connector: Connector, _ log: Log
    ) async throws -> [FilterValidation.Problem] {
        let problems = RuleValidation.problems(of: draft)
        guard problems.isEmpty, draft.hasAdvancedRules else { return problems }
        let rules = try AdvancedRules(snippet: draft.advancedSnippet)
        for warning in rules.warnings { log.warning("Sync rule \(warning)") }
        guard !rules.queryPaths.isEmpty else { return [] }
        let configuration = try ConnectorConfiguration(
            stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
        let account = try await context.account(SourceSettings(configuration), log: log)
        return try await RuleValidation.missingFolders(of: draft, in: account)
    }
}
