import ConnectorProtocol
import DropboxSource
import Support

/// The configuration of a connector whose form the service has written.
enum DropboxConnectorForm {
    static let complete = ConfigurationSchema(
        DropboxConfigurationSchema.json, extensions: DropboxConfigurationSchema.extensions
    ).json
}
