import ConnectorProtocol
import DropboxSource
import Foundation
import Support
import Testing

@testable import ConnectorService

/// `docs/configuration.md`: every key, as the code reads it. Default and meaning are those of `config.yml.example`, which
/// other tests hold against the code's defaults.
@Suite struct ConfigurationReferenceTests {
    @Test func `every key and every field is documented as the code has it`() throws {
        let example = try ExampleKeys()
        let types = try Self.types()
        let text = """
            # Configuration

            Made from the code by a test: change `config.yml.example` or the connector's form, and run
            `RECORD=1 swift test --filter ConfigurationReferenceTests`.

            ## config.yml

            Keys are written dotted, as here, or nested by indentation. `${NAME}` anywhere in the file is the environment
            variable of that name, `${NAME|default}` one that may be missing, `$$` a dollar. A variable that is named like a
            key, `elasticsearch.host`, gives its value where the file does not, and a `.env` file in the working directory
            wins over the environment. What is wrong is told with file, line, key and remedy; an unknown key is named with
            the known one that is nearest, and ignored.

            \(example.groups.map { Self.section($0, types) }.joined(separator: "\n\n"))

            ## The connector

            Edited in Kibana, or written by `dropbox-connector connector create` and `auth`. Fields marked secret can be
            references such as `${DROPBOX_REFRESH_TOKEN}` to the environment of the service, so that Elasticsearch never
            holds their values.

            | field | in the form | type | default | meaning |
            | --- | --- | --- | --- | --- |
            \(Self.fields().joined(separator: "\n"))

            """
        try RecordedText(path: "docs/configuration.md").check(text)
    }

    @Test func `the example has a comment for every key, and every key of the code is in it`() throws {
        let example = try ExampleKeys()
        let keys = example.groups.flatMap(\.keys)
        #expect(keys.filter { $0.meaning.isEmpty }.map(\.name) == [])
        let known = try Self.readings().keys
        let sections = known.filter { key in known.contains { $0.hasPrefix(key + ".") || $0.hasPrefix(key + "[") } }
        #expect(known.subtracting(sections).subtracting(keys.map(\.name)) == [])
    }

    private static func section(_ group: ExampleKeys.Group, _ types: [String: SettingType]) -> String {
        let rows = group.keys.map { key in
            let type = types[key.name]?.rawValue ?? "text"
            return "| `\(key.name)` | \(type) | \(key.value.isEmpty ? "" : "`\(key.value)`") | \(key.meaning) |"
        }
        return "### \(group.title)\n\n| key | type | default, or an example | meaning |\n| --- | --- | --- | --- |\n" + rows.joined(separator: "\n")
    }

    private static func readings() throws -> ConfigurationReadings {
        // A connector, so that the keys of its list are asked for.
        let root = try ServiceConfiguration.root(of: "connectors: [{connector_id: a}]", file: "config.yml", environment: [:])
        _ = try ServiceConfiguration(root, environment: [:])
        return root.readings
    }

    private static func types() throws -> [String: SettingType] { try readings().types }

    private static func fields() -> [String] {
        var all = DropboxConfigurationSchema.json.objectValue ?? [:]
        // Fields that only this connector has are in the form as well.
        for (name, field) in ConfigurationSchema.dropbox.json.objectValue ?? [:] where all[name] == nil { all[name] = field }
        return all.sorted { ($0.value["order"]?.intValue ?? 0) < ($1.value["order"]?.intValue ?? 0) }.map { name, field in
            let type =
                switch field["type"]?.stringValue {
                case "int": "whole number"
                case "bool": "true or false"
                default: field["sensitive"]?.boolValue == true ? "secret text" : "text"
                }
            return "| `\(name)` | \(field["label"]?.stringValue ?? "") | \(type) | \(value(of: field)) | \(meaning(name, field)) |"
        }
    }

    private static func value(of field: JSON) -> String {
        for value in [field["default_value"], field["value"]].compactMap({ $0 }) {
            if let number = value.intValue { return "`\(number)`" }
            if let truth = value.boolValue { return "`\(truth)`" }
            if let text = value.stringValue, !text.isEmpty { return "`\(text)`" }
        }
        return field["required"]?.boolValue == false ? "" : "required"
    }

    /// The form explains what is not plain; the rest is explained here.
    private static func meaning(_ name: String, _ field: JSON) -> String {
        if let tooltip = field["tooltip"]?.stringValue, !tooltip.isEmpty { return tooltip }
        switch name {
        case "app_key": return "The key of the Dropbox app, under Settings in the Dropbox app console."
        case "app_secret": return "Its secret; any text where the refresh token was made with PKCE."
        case "refresh_token": return "The authorization that `dropbox-connector auth` obtains."
        case "retry_count": return "Attempts for a request to Dropbox; waiting for a rate limit is not one."
        case "concurrent_downloads": return "Downloads at the same time."
        default:
            Issue.record("The field \(name) has no tooltip and is not explained here.")
            return ""
        }
    }
}

/// The keys of `config.yml.example`, with what stands above them.
struct ExampleKeys {
    struct Key {
        var name: String
        var value: String
        var meaning: String
    }

    struct Group {
        var title: String
        var keys: [Key] = []
    }

    private(set) var groups = [Group(title: "What is needed")]

    init() throws {
        let text = try String(contentsOf: RecordedText.package("config.yml.example"), encoding: .utf8)
        var comment: [String] = []
        var isFresh = false
        // The first paragraph is about the file.
        for line in text.components(separatedBy: "\n\n").dropFirst(1).joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false) {
            if let title = line.wholeMatch(of: /# -+ (.+?) -+/)?.1 {
                groups.append(Group(title: String(title)))
                comment = []
            } else if let words = line.wholeMatch(of: /# (\S.*)/)?.1 {
                if isFresh { comment = [] }
                isFresh = false
                comment.append(String(words))
            } else if let key = line.wholeMatch(of: /#?( *)(?:- )?([a-z_.]+):(?: (.*))?/) {
                isFresh = true
                add(String(key.2), String(key.3 ?? ""), comment.joined(separator: " "), isNested: !key.1.isEmpty)
            } else if line.isEmpty {
                isFresh = true
            }
        }
    }

    private mutating func add(_ name: String, _ value: String, _ meaning: String, isNested: Bool) {
        guard name != "connectors" else { return }
        groups[groups.count - 1].keys.append(
            Key(name: isNested ? "connectors[].\(name)" : name, value: value, meaning: meaning))
    }
}
