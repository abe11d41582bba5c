import Foundation

/// The certificate authorities that TLS connections are checked against, and the way to add one.
///
/// `URLSession` on Linux has no setting for it, for a session or for the process: libcurl reads the
/// system's bundle, at each new connection. So a CA is trusted when it is in that bundle. In the
/// container image the bundle is a symbolic link to a file that is ours, and a CA can be added to it;
/// elsewhere that is the administrator's to do, and the error says how.
public struct TrustedAuthorities: Sendable {
    /// Whether anything had to be done.
    public enum Outcome: Sendable, Equatable {
        case alreadyTrusted
        /// So many certificates were added to our bundle; new connections trust them from now on.
        case added(Int)
    }

    /// The environment variable that names the bundle that is ours.
    public static let bundleVariable = "DROPBOX_CONNECTOR_CA_BUNDLE"

    /// Where the distributions keep the file that their libcurl reads: Debian, RHEL, SUSE, others.
    private static let knownBundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    private let systemBundle: String
    private let ownBundle: String?
    private let seed: String

    /// - Parameters:
    ///   - environment: The variables of the process; ``bundleVariable`` is read.
    ///   - systemBundle: What libcurl reads. Nil looks where the distributions keep it.
    ///   - seed: What a bundle of ours starts as when it does not exist, as on a fresh tmpfs. The default
    ///     is the system bundle's path with `.orig` at its end.
    public init(environment: [String: String], systemBundle: String? = nil, seed: String? = nil) {
        let files = FileManager.default
        let known = Self.knownBundles
        // A link that points nowhere yet counts: its target may be ours to create.
        func exists(_ path: String) -> Bool { (try? files.attributesOfItem(atPath: path)) != nil }
        let bundle = systemBundle ?? known.first(where: exists) ?? known[0]
        self.systemBundle = bundle
        self.seed = seed ?? bundle + ".orig"
        ownBundle = environment[Self.bundleVariable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Creates the bundle that is ours when it does not exist. Call it first thing, before any request.
    ///
    /// - Throws: ``AuthorityError``
    public func prepare() throws(AuthorityError) {
        guard let ownBundle, ownsSystemBundle, !FileManager.default.fileExists(atPath: ownBundle) else { return }
        let bytes = try contents(of: seed)
        try replace(ownBundle, with: bytes)
    }

    /// Makes sure that every certificate of `path` (`elasticsearch.ca_certs`) is trusted.
    ///
    /// Certificates that are there already are not added again.
    ///
    /// - Throws: ``AuthorityError``; its description says what to do.
    public func trust(_ path: String) throws(AuthorityError) -> Outcome {
        let wanted = try CertificateFile(path: path).certificates
        try prepare()
        let trusted = Set(try CertificateFile(path: systemBundle).certificates)
        var missing: [Data] = []
        for certificate in wanted where !trusted.contains(certificate) && !missing.contains(certificate) {
            missing.append(certificate)
        }
        guard !missing.isEmpty else { return .alreadyTrusted }
        guard let ownBundle, ownsSystemBundle else { throw .notInstalled(path: path, bundle: systemBundle) }
        let old = try contents(of: ownBundle)
        let lineEnd = old.last == UInt8(ascii: "\n") ? "" : "\n"
        let added = lineEnd + missing.map(CertificateFile.encode).joined()
        try replace(ownBundle, with: old + Data(added.utf8))
        return .added(missing.count)
    }

    /// Whether libcurl reads the file that is ours. Compared without following the last link's target,
    /// which need not exist yet.
    private var ownsSystemBundle: Bool {
        guard let ownBundle else { return false }
        let own = URL(fileURLWithPath: ownBundle).standardizedFileURL.resolvingSymlinksInPath().path
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: systemBundle) else {
            return false    // not a link, so it is the system's
        }
        let folder = URL(fileURLWithPath: systemBundle).deletingLastPathComponent()
        return URL(fileURLWithPath: target, relativeTo: folder).standardizedFileURL.resolvingSymlinksInPath().path == own
    }

    private func contents(of path: String) throws(AuthorityError) -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
        }
    }

    /// At once, so that a connection that is made meanwhile reads the old bundle or the new one.
    private func replace(_ path: String, with bytes: Data) throws(AuthorityError) {
        do {
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .bundleNotWritable(path: path, reason: (error as NSError).localizedDescription)
        }
    }
}
