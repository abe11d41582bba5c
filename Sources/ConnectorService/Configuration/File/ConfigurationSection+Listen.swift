import HTTPServer

extension ConfigurationSection {
    /// `HOST:PORT`, or a port alone: then only this machine can reach it.
    func listenAddress(_ key: String) throws(ConfigurationError) -> ListenAddress? {
        guard let text = try string(key) else { return nil }
        guard let address = ListenAddress(text) else {
            throw error(
                key, "is no HOST:PORT",
                "Write for example 127.0.0.1:9464, [::1]:9464, or 0.0.0.0:9464 for every address of this machine")
        }
        return address
    }
}
