import ConnectorService
import Foundation
import Support

/// `auth`: obtains the refresh token with which the connector reads Dropbox.
struct AuthCommand: Command {
    static let name = "auth"
    static let summary = "authorize the Dropbox app and store the refresh token"
    static let help = """
        Obtains a refresh token: prints the link to Dropbox's page, takes the code that it gives, and tells whose
        account it is and which scopes are missing. Uses PKCE, so that the code alone is worth nothing.

        Usage: dropbox-connector auth [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         store it in this connector's configuration (needs a config.yml)
          --env-file FILE           store it in this file, which gets mode 600, as DROPBOX_APP_KEY,
                                    DROPBOX_APP_SECRET and DROPBOX_REFRESH_TOKEN; the connector's configuration
                                    can then say ${DROPBOX_REFRESH_TOKEN}
                                    (default: print it)
          --listen PORT             take the code from the browser: http://localhost:PORT/ must be one of the
                                    app's redirect URIs
          --app-file FILE           take the app key and secret from the variables in this file
          --access-token            for a trial run: instead of an authorization take an access token that exists, from
                                    DROPBOX_ACCESS_TOKEN in the environment or asked for. It dies within 4 hours
          --with-secret             bind the refresh token to the app's secret instead of PKCE, as Elastic's
                                    connector needs it
          --json                    one JSON object for machines; the link and the questions go to standard error

        The app key and secret come from DROPBOX_APP_KEY and DROPBOX_APP_SECRET in the environment, from
        --app-file, or are asked for; never from an argument, which other users of the machine could see.
        Exit status: 0, 1 when Dropbox does not accept what it was given, 2 for a mistake in the command line or
        the configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector auth -c config.yml --connector-id my-dropbox
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let environmentFile: String?
    private let port: Int?
    private let appFile: String?
    private let usesSecret: Bool
    private let isTrial: Bool
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        environmentFile = try arguments.value("--env-file")
        port = try arguments.value("--listen").map(Self.port)
        appFile = try arguments.value("--app-file")
        usesSecret = arguments.flag("--with-secret")
        isTrial = arguments.flag("--access-token")
        isJSON = arguments.flag("--json")
        try arguments.end()
        if isTrial, port != nil || usesSecret || appFile != nil {
            throw Arguments.Mistake(description: "--access-token goes without --listen, --with-secret and --app-file.")
        }
        if connectorID != nil, environmentFile != nil {
            throw Arguments.Mistake(description: "Choose one of --connector-id and --env-file.")
        }
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let configuration = try await self.configuration(environment)
        if isTrial { return try await tryToken(configuration, environment) }
        let (key, secret) = try app(environment)
        let listener = try port.map { try RedirectListener(port: $0) }
        let authorization = try AppAuthorization(
            configuration: configuration, environment: environment, log: options.quietLog(environment: environment),
            appKey: key, appSecret: secret, usesPKCE: !usesSecret, redirect: listener?.redirect)
        show(authorization.page, environment)
        let app = try await authorization.finish(try await code(listener, authorization.state))
        try await tell(app, environment, isShown: true)
        return .success
    }

    /// Shows what was authorized, and puts it where it was wanted.
    private func tell(_ app: AuthorizedApp, _ environment: [String: String], isShown: Bool) async throws {
        if !isJSON {
            for line in app.lines(.standardOutput(environment: environment)) { Output.line(line) }
        }
        let place = connectorID.map { "the configuration of connector \($0)" } ?? environmentFile
        if let connectorID {
            try await options.console(environment: environment).store(app, in: connectorID)
        } else if let environmentFile {
            try EnvironmentFile(path: environmentFile).set(app.variables)
        }
        if isJSON {
            return try Output.json(app.json(storedIn: place, withSecrets: place == nil && isShown))
        }
        if connectorID != nil, let place { Output.line("Stored in \(place).") }
        if connectorID == nil, let place { Output.line("Stored in \(place), which only you can read.") }
        if place == nil, isShown {
            // Asked for, and nowhere else to put it.
            Output.line("\n" + app.variables.map { "\($0.name)=\($0.value.reveal())" }.joined(separator: "\n"))
        }
    }

    /// Without a file, Dropbox's own addresses and those of the environment are enough.
    private func configuration(_ environment: [String: String]) async throws -> ServiceConfiguration {
        if connectorID == nil, !FileManager.default.fileExists(atPath: options.file) {
            return try ServiceConfiguration.parse("", environment: environment)
        }
        let configuration = try options.configuration(environment: environment)
        // Better now than after the way to Dropbox and back.
        if let connectorID { _ = try await options.console(environment: environment).status(of: connectorID) }
        return configuration
    }

    private func tryToken(
        _ configuration: ServiceConfiguration, _ environment: [String: String]
    ) async throws -> ExitStatus {
        guard let token = environment["DROPBOX_ACCESS_TOKEN"] ?? Prompt.ask("Access token", isSecret: true), !token.isEmpty else {
            throw Arguments.Mistake(
                description: "There was no access token: the Dropbox app console generates one under Settings.")
        }
        let app = try await AuthorizedApp.trial(
            Secret(token), configuration: configuration, environment: environment,
            log: options.quietLog(environment: environment))
        // Whoever has just typed it need not be shown it.
        try await tell(app, environment, isShown: false)
        return .success
    }

    private func app(_ environment: [String: String]) throws -> (key: String, secret: Secret) {
        let known = environment.merging(try appFile.map { try EnvironmentFile(path: $0).variables() } ?? [:]) { $1 }
        guard let key = known["DROPBOX_APP_KEY"] ?? Prompt.ask("App key"), !key.isEmpty else {
            throw Arguments.Mistake(
                description: "The app key is missing: the Dropbox app console shows it under Settings.")
        }
        let secret = known["DROPBOX_APP_SECRET"] ?? Prompt.ask("App secret", isSecret: true) ?? ""
        guard !secret.isEmpty || !usesSecret else {
            throw Arguments.Mistake(description: "--with-secret needs the app secret.")
        }
        return (key, Secret(secret))
    }

    private func show(_ page: URL, _ environment: [String: String]) {
        say("Open this page, and allow the app:\n\n  \(page.absoluteString)\n")
        guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
        let browser = Process()
        browser.executableURL = URL(filePath: "/usr/bin/xdg-open")
        browser.arguments = [page.absoluteString]
        browser.standardOutput = FileHandle.nullDevice
        browser.standardError = FileHandle.nullDevice
        // The link is printed: without a browser here, it is opened elsewhere.
        try? browser.run()
    }

    /// What is told on the way there.
    private func say(_ text: String) {
        if isJSON { Output.note(text) } else { Output.line(text) }
    }

    private func code(_ listener: RedirectListener?, _ state: String) async throws -> Secret {
        if let listener {
            say("Waiting for the browser at \(listener.redirect.absoluteString)")
            return try await listener.code(state: state)
        }
        guard let code = Prompt.ask("The code that the page shows", isSecret: true), !code.isEmpty else {
            throw Arguments.Mistake(description: "There was no code.")
        }
        return Secret(code)
    }

    private static func port(_ text: String) throws -> Int {
        guard let port = Int(text), (1...65_535).contains(port) else {
            throw Arguments.Mistake(description: "--listen takes a port, such as 53682, not \"\(text)\".")
        }
        return port
    }
}
