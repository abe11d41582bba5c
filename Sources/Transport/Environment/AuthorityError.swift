import Foundation

/// Why the authorities of a file are not trusted, and what to do about it.
public enum AuthorityError: Error, Sendable, Equatable {
    case unreadable(path: String, reason: String)
    case noCertificate(path: String, looksLikeDER: Bool)
    /// `number` counts the file's certificates from 1.
    case damaged(path: String, number: Int)
    /// The system does not trust them, and its bundle is not ours to change.
    case notInstalled(path: String, bundle: String)
    /// Our own bundle could not be written.
    case bundleNotWritable(path: String, reason: String)
}

extension AuthorityError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "The CA file \(path) cannot be read: \(reason)"
        case .noCertificate(let path, true):
            """
            The CA file \(path) holds no PEM certificate, but looks like DER. Convert it with: \
            openssl x509 -inform der -in \(path) -out \(Self.name(of: path)).pem
            """
        case .noCertificate(let path, false):
            "The CA file \(path) holds no PEM certificate: \"\(CertificateFile.begin)\" is not in it."
        case .damaged(let path, let number):
            "The CA file \(path) is damaged: certificate \(number) in it cannot be decoded."
        case .notInstalled(let path, let bundle):
            """
            The CA of \(path) is not among the certificates that this system trusts (\(bundle)), and a \
            program cannot trust a CA for itself alone here. Install it for the system:
              Debian, Ubuntu:  cp \(path) /usr/local/share/ca-certificates/\(Self.name(of: path)).crt && \
            update-ca-certificates
              RHEL, Fedora:    cp \(path) /etc/pki/ca-trust/source/anchors/\(Self.name(of: path)).crt && update-ca-trust
              container image: mount the file, and let \(TrustedAuthorities.bundleVariable) name a writable \
            file to which \(bundle) is a symbolic link, as it is in the image of this product
            """
        case .bundleNotWritable(let path, let reason):
            """
            The CA cannot be added to \(path), which \(TrustedAuthorities.bundleVariable) names: \(reason) \
            It must be on a volume, or a tmpfs, that the user of this process may write to.
            """
        }
    }

    private static func name(of path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }
}
