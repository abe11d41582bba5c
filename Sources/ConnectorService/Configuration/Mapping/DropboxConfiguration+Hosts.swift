import Dropbox

extension DropboxConfiguration {
    /// For the Dropbox room: Dropbox's own hosts, where no other is named.
    var hosts: DropboxHosts {
        let production = DropboxHosts.production
        return DropboxHosts(
            api: apiURL ?? production.api, content: contentURL ?? production.content,
            notify: notifyURL ?? production.notify)
    }
}
