import Foundation

extension ConfigurationSection {
    /// An `http` or `https` URL with a host, and maybe user, port and path.
    func url(_ key: String) throws(ConfigurationError) -> URL? {
        readings.note(path(of: key), as: .url)
        guard let text = try string(key), !text.isEmpty else { return nil }
        return try url(text, key)
    }

    /// As ``url(_:)``, with no slash at the end, because paths are appended.
    func baseURL(_ key: String) throws(ConfigurationError) -> URL? {
        try url(key)?.withoutTrailingSlash
    }

    /// As ``baseURL(_:)``, from an environment variable when the file has none.
    func baseURL(
        _ key: String, orVariable name: String, in environment: [String: String]
    ) throws(ConfigurationError) -> URL? {
        if let url = try baseURL(key) { return url }
        guard let text = environment[name], !text.isEmpty else { return nil }
        do {
            return try url(text, key).withoutTrailingSlash
        } catch {
            throw ConfigurationError(
                file: "the environment", key: name, problem: error.problem, remedy: error.remedy)
        }
    }

    private func url(_ text: String, _ key: String) throws(ConfigurationError) -> URL {
        let example = "Write for example https://localhost:9200"
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), let url = parts.url
        else { throw error(key, "is no URL", example) }
        guard scheme == "http" || scheme == "https" else {
            throw error(key, "is a URL of another kind than http and https", example)
        }
        guard let host = parts.host, !host.isEmpty else { throw error(key, "is a URL without a host", example) }
        guard (1...65_535).contains(parts.port ?? 80) else { throw error(key, "has a port that cannot be", example) }
        guard parts.query == nil, parts.fragment == nil else {
            throw error(key, "is a URL with a query or fragment", "Remove what follows `?` or `#`")
        }
        return url
    }
}

extension URL {
    var withoutTrailingSlash: URL {
        var text = absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        return URL(string: text) ?? self
    }
}
