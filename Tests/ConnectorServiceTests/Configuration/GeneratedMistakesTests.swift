import Foundation
import Support
import Testing

@testable import ConnectorService

/// Two hundred configuration files that somebody could have written, each with one mistake.
@Suite struct GeneratedMistakesTests {
    /// A file, and what has to be said of it.
    struct Mistake: CustomTestStringConvertible {
        var kind: String
        var lines: [String]
        /// Counted from 1.
        var line: Int
        /// What the message has to say, besides file and line.
        var says: String
        /// What must not be repeated.
        var secret: String?

        var text: String { lines.joined(separator: "\n") + "\n" }
        var testDescription: String { "\(kind), line \(line): \(lines[line - 1])" }
    }

    @Test func `there are two hundred and more, of every kind`() {
        #expect(Self.all.count >= 200)
        let kinds = Dictionary(grouping: Self.all, by: \.kind).mapValues(\.count)
        #expect(kinds.count == 8 && kinds.values.allSatisfy { $0 >= 8 }, "\(kinds)")
        #expect(Set(Self.all.map(\.text)).count == Self.all.count)
    }

    @Test(arguments: Self.all)
    func `each gives one clear message, with file, line and remedy`(mistake: Mistake) throws {
        let message: String
        if let error = configurationError(mistake.text) {
            #expect(error.line == mistake.line, "\(error)")
            #expect(!error.remedy.isEmpty)
            message = "\(error)"
        } else {
            let warnings = try configuration(mistake.text).validate()
            #expect(warnings.count == 1, "\(warnings)")
            let warning = try #require(warnings.first)
            #expect(warning.line == mistake.line, "\(warning)")
            message = "\(warning)"
        }
        #expect(message.hasPrefix("config.yml:\(mistake.line): "), "\(message)")
        #expect(message.contains(mistake.says), "\(message)")
        #expect(!message.contains("\n"))
        if let secret = mistake.secret { #expect(!message.contains(secret), "\(message)") }
    }

    static let all: [Mistake] =
        wrongTypes + misspelt + unknown + tabs + indentation + duplicates + unsetVariables + misplacedSecrets
}

// MARK: The mistakes

extension GeneratedMistakesTests {
    /// Lines with which nothing is wrong.
    private static let good = ["connectors:", "  - connector_id: dbx", "    service_type: dropbox"]

    /// One more line, at one of several places.
    private static func file(_ kind: String, _ number: Int, _ line: String, says: String, secret: String? = nil) -> Mistake {
        let filler = ["# The service of the harbour office.", "elasticsearch.retry_on_timeout: true", "", "service.max_errors: 7"]
        let before = Array(filler.prefix(number % 5)) + (number % 2 == 0 ? good : [])
        let after = number % 2 == 0 ? [] : good
        return Mistake(kind: kind, lines: before + [line] + after, line: before.count + 1, says: says, secret: secret)
    }

    /// Every key that is something else than a text, by its type.
    private static let typed: [(key: String, type: SettingType)] = {
        guard let root = try? ServiceConfiguration.root(of: "", file: "config.yml", environment: [:]),
            (try? ServiceConfiguration(root, environment: [:])) != nil
        else { return [] }
        return root.readings.types.map { ($0.key, $0.value) }.filter { !$0.key.hasPrefix("connectors") }.sorted { $0.key < $1.key }
    }()

    private static let wrongTypes: [Mistake] = typed.enumerated().flatMap { number, setting -> [Mistake] in
        let wrong: [String] =
            switch setting.type {
            case .truth: ["perhaps", "[true]"]
            case .wholeNumber, .number, .seconds, .mebibytes: ["many", "{a: 1}"]
            case .texts: ["pdf", "{a: 1}"]
            case .secrets: ["[a]"]
            case .secret: ["[a, b]"]
            case .url: ["localhost", "ftp://localhost"]
            case .logLevel: ["loud"]
            }
        return wrong.enumerated().map { index, value in
            file("wrong type", number + index, "\(setting.key): \(value)", says: setting.key)
        }
    }

    private static let misspelt: [Mistake] = typed.enumerated().compactMap { number, setting in
        var letters = Array(setting.key)
        guard let last = setting.key.split(separator: ".").last, last.count > 4 else { return nil }
        // The section alone asks for its host, misspelt or not.
        guard !setting.key.hasPrefix("extraction_service") else { return nil }
        // Somewhere in the last part: a letter is left out, doubled, or swapped with the next one.
        let place = letters.count - last.count + 1 + number % (last.count - 2)
        switch number % 3 {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        default: letters.swapAt(place, place + 1)
        }
        guard String(letters) != setting.key else { return nil }
        return file("misspelt", number, "\(String(letters)): 1", says: "Did you mean `\(setting.key)`?")
    }

    private static let unknown: [Mistake] = [
        "service.colour: red", "elasticsearch.flavour: vanilla", "notifications: true", "sync_every: 10", "service.threads: 4",
        "dropbox.team: harbour", "elasticsearch.bulk.magic: 1", "kibana.host: http://localhost:5601", "service.ocr: true",
        "logging: verbose", "timeout: 4 weeks", "service.mail: me@example.com",
    ].enumerated().map { number, line in file("unknown", number, line, says: "is not known and ignored. ") }

    private static let tabs: [Mistake] = [
        ["service:", "\tidling: 30"], ["service:", "  idling: 30", "\tlog_level: INFO"],
        ["elasticsearch:", "  bulk:", "\t\tchunk_size: 100"], ["elasticsearch:", "\thost: http://localhost:9200"],
        ["service:", "  deletion_brake:", "  \tmax_percent: 10"], ["dropbox:", "\tapi_url: http://localhost"],
        ["service:", "  idling: 30", "  \tlog_level: INFO"], ["elasticsearch:", "  max_retries: 3", "\tretry_interval: 1"],
    ].enumerated().flatMap { number, lines in
        [good + lines, ["", "# A comment."] + lines + good].enumerated().map { index, all in
            let tab = all.firstIndex { $0.contains("\t") } ?? 0
            return Mistake(kind: "tab", lines: all, line: tab + 1, says: index + number >= 0 ? "tab" : "")
        }
    }

    private static let indentation: [Mistake] = [
        ["service:", "  idling: 30", "   log_level: INFO"], ["service:", "    idling: 30", "  log_level: INFO"],
        ["elasticsearch:", "  max_retries: 3", "    retry_interval: 1"], ["elasticsearch:", "  bulk:", "    chunk_size: 10", "   max_concurrency: 2"],
        ["service:", "  deletion_brake:", "    enabled: true", "     max_percent: 10"], ["  service.idling: 30", "service.heartbeat: 10"],
        ["dropbox:", "  api_url: http://localhost", "      notify_url: http://localhost"], ["service.idling: 30", "  service.heartbeat: 10"],
    ].flatMap { lines in
        [0, 1, 2].map { fillers in
            let all = Array(repeating: "# A comment.", count: fillers) + lines
            return Mistake(kind: "indentation", lines: all, line: all.count, says: ": ")
        }
    }

    private static let duplicates: [Mistake] = [
        "service.idling: 30", "elasticsearch.host: http://localhost:9200", "service.log_level: INFO", "elasticsearch.max_retries: 3",
        "dropbox.api_url: http://localhost", "service.worker_mode: false", "elasticsearch.api_key: k", "service.max_errors: 3",
        "elasticsearch.bulk.chunk_size: 20", "extraction_service.host: http://localhost:8090",
    ].enumerated().flatMap { number, line in
        let again = line.split(separator: ":")[0] + ": 7"
        let apart = [line] + good + [String(again)]
        return [
            Mistake(kind: "duplicate", lines: apart, line: apart.count, says: "a second time; the first is on line 1"),
            Mistake(kind: "duplicate", lines: good + ["", line, String(again)], line: good.count + 3, says: "a second time; the first is on line \(good.count + 2)"),
        ]
    }

    private static let unsetVariables: [Mistake] = [
        "elasticsearch.api_key: ${NOT_SET}", "elasticsearch.host: http://${NOT_SET}:9200", "elasticsearch.password: $NOT_SET",
        "service.idling: ${NOT_SET}", "elasticsearch.ca_certs: ${NOT_SET}/ca.pem", "elasticsearch.username: \"${NOT_SET}\"",
        "dropbox.api_url: ${NOT_SET}", "service.log_level: ${NOT_SET}", "extraction_service.host: http://${NOT_SET}",
        "service.max_file_download_size: ${NOT_SET}",
    ].enumerated().flatMap { number, line in
        [number, number + 1].map { file("unset variable", $0, line, says: "the environment variable NOT_SET is not set") }
    }

    /// A credential where it is not read, or not as one.
    private static let misplacedSecrets: [Mistake] = [
        ("dropbox.app_key: SECRET", "dropbox-connector auth"), ("dropbox.app_secret: SECRET", "dropbox-connector auth"),
        ("dropbox.refresh_token: SECRET", "dropbox-connector auth"), ("refresh_token: SECRET", "dropbox-connector auth"),
        ("service.refresh_token: SECRET", "dropbox-connector auth"), ("elasticsearch.app_secret: SECRET", "dropbox-connector auth"),
        ("dropbox.access_token: SECRET", "dropbox-connector auth"), ("elasticsearch.host: SECRET", "is no"),
        ("service.api_key: SECRET", "Did you mean `elasticsearch.api_key`?"), ("api_key: SECRET", "Did you mean"),
        ("elasticsearch.apikey: SECRET", "Did you mean `elasticsearch.api_key`?"), ("service.idling: SECRET", "is not a number of seconds"),
        ("service.password: SECRET", "Did you mean `elasticsearch.password`?"), ("elasticsearch: SECRET", "where settings are expected"),
        ("connectors: SECRET", "where a list is expected"), ("service.log_level: SECRET", "is no log level"),
    ].enumerated().map { number, mistake in
        let secret = "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1"
        let line = mistake.0.replacing("SECRET", with: secret)
        // The list of connectors cannot be there twice.
        guard mistake.0.hasPrefix("connectors") else { return file("misplaced secret", number, line, says: mistake.1, secret: secret) }
        return Mistake(kind: "misplaced secret", lines: ["service.idling: 3", line], line: 2, says: mistake.1, secret: secret)
    }
}
