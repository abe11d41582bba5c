import ConnectorProtocol
import DropboxSource
import Foundation
import Support

/// A connector that somebody asks for on the command line.
public struct NewConnector: Sendable {
    /// Letters, digits, `-` and `_`.
    public var id: String
    public var name: String
    public var indexName: String
    /// The folder to index: `/Folder`, `dropbox://Folder`; empty for everything.
    public var path = ""
    /// Whether app key, secret and refresh token are taken from `DROPBOX_APP_KEY`, `DROPBOX_APP_SECRET` and
    /// `DROPBOX_REFRESH_TOKEN` where the service runs, so that no document holds them.
    public var takesSecretsFromEnvironment = false

    public init(id: String, name: String, indexName: String) {
        self.id = id
        self.name = name
        self.indexName = indexName
    }

    /// Both ways of writing a path mean the same.
    var dropboxPath: DropboxPath {
        let scheme = "dropbox://"
        return DropboxPath(configured: path.hasPrefix(scheme) ? String(path.dropFirst(scheme.count)) : path)
    }

    /// - Throws: ``OperatorFailure`` that says what would be right.
    func validate() throws(OperatorFailure) {
        guard id.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_-]*/) != nil else {
            throw OperatorFailure(.usage, "\"\(id)\" cannot be a connector's id: it has letters, digits, - and _, such as my-dropbox.")
        }
        guard indexName.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,200}/) != nil else {
            throw OperatorFailure(
                .usage, "\"\(indexName)\" cannot be the name of an index: it has lower-case letters, digits, -, _ and ., such as search-dropbox.")
        }
    }

    /// The document, complete with the form, as Kibana and the service together would have made it.
    func document(at now: Date) -> JSON {
        let never: JSON = ["enabled": false, "interval": "0 0 0 * * ?"]
        let date = JSON.string(Timestamp.format(now))
        let rule: JSON = [
            "id": "DEFAULT", "policy": "include", "field": "_", "rule": "regex", "value": ".*", "order": 0,
            "created_at": date, "updated_at": date,
        ]
        let filter: JSON = [
            "advanced_snippet": ["created_at": date, "updated_at": date, "value": [:]], "rules": [rule],
            "validation": ["state": "valid", "errors": []],
        ]
        return [
            "name": .string(name), "service_type": "dropbox", "index_name": .string(indexName), "is_native": false,
            "deleted": false, "language": .null, "error": .null, "sync_now": false, "custom_scheduling": [:],
            "scheduling": ["full": never, "incremental": never, "access_control": never],
            "pipeline": Pipeline().json, "features": Features.dropbox.json,
            "filtering": [["domain": "DEFAULT", "active": filter, "draft": filter]],
            "configuration": configuration,
            "status": .string((takesSecretsFromEnvironment ? ConnectorStatus.configured : .needsConfiguration).rawValue),
        ]
    }

    private var configuration: JSON {
        var configuration = ConfigurationSchema.dropbox.json
        configuration["path"]?["value"] = .string(dropboxPath.text)
        guard takesSecretsFromEnvironment else { return configuration }
        for field in ["app_key", "app_secret", "refresh_token"] {
            configuration[field]?["value"] = .string("${DROPBOX_\(field.uppercased())}")
        }
        return configuration
    }
}
