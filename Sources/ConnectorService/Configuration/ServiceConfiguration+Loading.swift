import Foundation
import Support

extension ServiceConfiguration {
    /// Reads `config.yml`.
    ///
    /// - Parameters:
    ///   - file: The path, relative to `workingDirectory` unless it begins with a slash.
    ///   - environment: The process's environment, for `${NAME}` and for variables that are named like a key.
    ///   - workingDirectory: Where a `.env` file may be, whose variables win over `environment`.
    /// - Throws: ``ConfigurationError`` for a file that cannot be read, a mistake in its text, and a value that
    ///   cannot be. What is missing or contradicts itself is told by ``validate()``.
    ///
    /// Connector protocol: section 5.1.
    public static func load(
        file: String, environment: [String: String], workingDirectory: String
    ) throws(ConfigurationError) -> ServiceConfiguration {
        let folder = URL(filePath: workingDirectory, directoryHint: .isDirectory)
        let text = try ConfigurationFile.text(named: file, in: folder)
        let variables = try DotEnv.variables(in: folder)
        var configuration = try parse(text, file: file, environment: environment.merging(variables) { _, new in new })
        configuration.dotEnvironment = variables.mapValues { Secret($0) }
        return configuration
    }

    /// Reads the text of a `config.yml`.
    ///
    /// - Parameter file: The name for messages.
    public static func parse(
        _ text: String, file: String = "config.yml", environment: [String: String] = [:]
    ) throws(ConfigurationError) -> ServiceConfiguration {
        try ServiceConfiguration(try root(of: text, file: file, environment: environment), environment: environment)
    }

    static func root(
        of text: String, file: String, environment: [String: String]
    ) throws(ConfigurationError) -> ConfigurationSection {
        let tree = try ConfigurationTree(text, file: file, environment: environment)
        return ConfigurationSection(tree: tree, file: file)
    }

    init(_ root: ConfigurationSection, environment: [String: String]) throws(ConfigurationError) {
        self.init()
        file = root.file
        connectors = try ConnectorEntry.read(root)
        elasticsearch = try ElasticsearchConfiguration(root.section("elasticsearch"))
        service = try ServiceSettings(root.section("service"), environment: environment)
        extractionService = try ExtractionServiceConfiguration.read(root.section("extraction_service", mayBeNull: true))
        dropbox = try DropboxConfiguration(root.section("dropbox"), environment: environment)
        // The table of implementations has one row here; files that name it keep working.
        root.accept("sources")
        readingWarnings = root.warnings()
        lines = root.lines()
    }
}

/// The bytes of a configuration file.
enum ConfigurationFile {
    static func text(named file: String, in folder: URL) throws(ConfigurationError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: file, relativeTo: folder))
        } catch {
            let reason = (error as? CocoaError)?.code == .fileReadNoSuchFile ? "there is no such file" : "the file cannot be read"
            throw ConfigurationError(
                file: file, problem: reason,
                remedy: "Copy config.yml.example to \(file), or name another file with -c FILE")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(file: file, problem: "the file is not UTF-8 text", remedy: "Save it as UTF-8")
        }
        return text
    }
}
