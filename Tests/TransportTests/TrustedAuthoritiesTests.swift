import Foundation
import Testing
import Transport

/// A folder with a system bundle, laid out as on a host or as in the container image.
private final class Installation {
    let folder: URL
    let environment: [String: String]
    let authorities: TrustedAuthorities

    var system: String { folder.appending(path: "system.crt").path }
    var own: String { folder.appending(path: "own/bundle.crt").path }

    /// - Parameter own: What our bundle holds; nil when it does not exist yet.
    init(system: String? = nil, own: String? = nil, isLinked: Bool = true) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "authorities-\(UUID().uuidString)")
        let ownFolder = folder.appending(path: "own")
        try FileManager.default.createDirectory(at: ownFolder, withIntermediateDirectories: true)
        let bundle = folder.appending(path: "system.crt")
        if let system {
            try Data(system.utf8).write(to: bundle)
            environment = [:]
        } else {
            environment = [TrustedAuthorities.bundleVariable: ownFolder.appending(path: "bundle.crt").path]
            let target = isLinked ? "own/bundle.crt" : "elsewhere.crt"
            try FileManager.default.createSymbolicLink(atPath: bundle.path, withDestinationPath: target)
            try Data(Certificates.a.utf8).write(to: folder.appending(path: "system.crt.orig"))
        }
        if !isLinked { try Data(Certificates.a.utf8).write(to: folder.appending(path: "elsewhere.crt")) }
        if let own { try Data(own.utf8).write(to: ownFolder.appending(path: "bundle.crt")) }
        authorities = TrustedAuthorities(environment: environment, systemBundle: bundle.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }    // a leftover in /tmp harms nobody

    func write(_ text: String, as name: String = "my-ca.pem") throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    var bundle: String { get throws { try String(contentsOfFile: system, encoding: .utf8) } }
}

struct TrustedAuthoritiesTests {
    @Test(arguments: [
        Certificates.a, "subject: A\r\n" + Certificates.a.replacingOccurrences(of: "\n", with: "\r\n") + "\r\nthe end",
        Certificates.b + "\n" + Certificates.a,
    ])
    func `a CA that the system trusts needs nothing`(file: String) throws {
        let host = try Installation(system: "# bundle\n" + Certificates.a + "\n" + Certificates.b)
        #expect(try host.authorities.trust(host.write(file)) == .alreadyTrusted)
    }

    @Test func `a CA that the system does not trust is refused, with the way to install it`() throws {
        let host = try Installation(system: Certificates.a)
        let path = try host.write(Certificates.b)
        let error = #expect(throws: AuthorityError.self) { try host.authorities.trust(path) }
        #expect(error == .notInstalled(path: path, bundle: host.system))
        let text = error?.description ?? ""
        #expect(text.contains("cp \(path) /usr/local/share/ca-certificates/my-ca.crt && update-ca-certificates"))
        #expect(text.contains("cp \(path) /etc/pki/ca-trust/source/anchors/my-ca.crt && update-ca-trust"))
        #expect(text.contains(TrustedAuthorities.bundleVariable))
        #expect(try host.bundle == Certificates.a)
    }

    @Test(arguments: [Certificates.a, Certificates.a + "\n"])
    func `a CA is added once to a bundle that is ours`(own: String) throws {
        let container = try Installation(own: own)
        let path = try container.write(Certificates.a + "\n" + Certificates.b + "\n" + Certificates.b)
        #expect(try container.authorities.trust(path) == .added(1))
        #expect(try container.bundle == Certificates.a + "\n" + Certificates.b + "\n")
        #expect(try container.authorities.trust(path) == .alreadyTrusted)
        #expect(try container.bundle == Certificates.a + "\n" + Certificates.b + "\n")
    }

    @Test func `a bundle that is ours starts as the system's own`() throws {
        let container = try Installation()
        try container.authorities.prepare()
        #expect(try container.bundle == Certificates.a)
        #expect(try container.authorities.trust(container.write(Certificates.b)) == .added(1))
        try container.authorities.prepare()
        #expect(try container.bundle == Certificates.a + "\n" + Certificates.b + "\n")
    }

    @Test func `a bundle that libcurl does not read is not ours, whatever the environment says`() throws {
        let host = try Installation(own: Certificates.a, isLinked: false)
        let path = try host.write(Certificates.b)
        #expect(throws: AuthorityError.notInstalled(path: path, bundle: host.system)) {
            try host.authorities.trust(path)
        }
    }

    @Test func `a bundle that cannot be created says so`() throws {
        let container = try Installation()
        try FileManager.default.removeItem(atPath: container.folder.appending(path: "own").path)
        let error = #expect(throws: AuthorityError.self) { try container.authorities.prepare() }
        #expect(error?.description.contains("CA cannot be added to \(container.own)") == true)
    }

    @Test(arguments: [
        ("", "no PEM certificate"),
        ("hello", "no PEM certificate"),
        ("\u{30}\u{1}", "openssl x509 -inform der"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no PEM certificate"),
        (Certificates.a.replacingOccurrences(of: "END", with: ""), "certificate 1 in it"),
        (Certificates.a + "\n" + String(Certificates.b.prefix(200)), "certificate 2 in it"),
        (Certificates.a.replacingOccurrences(of: "MIIBcD", with: "MIIBbD"), "certificate 1 in it"),
    ])
    func `a file without certificates is refused with the reason`(text: String, reason: String) throws {
        let host = try Installation(system: Certificates.a)
        let path = try host.write(text)
        let error = #expect(throws: AuthorityError.self) { try host.authorities.trust(path) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test func `a file that is not there is named`() throws {
        let host = try Installation(system: Certificates.a)
        let error = #expect(throws: AuthorityError.self) { try host.authorities.trust("/nowhere/ca.pem") }
        #expect(error?.description.hasPrefix("The CA file /nowhere/ca.pem cannot be read") == true)
    }
}

/// Self-made, valid until 2126, keys thrown away.
private enum Certificates {
    static let a = """
        -----BEGIN CERTIFICATE-----
        MIIBcDCCARWgAwIBAgIUHuHSCnGjXCu91e2pBitYZGi/uwAwCgYIKoZIzj0EAwIw
        DDEKMAgGA1UEAwwBQTAgFw0yNjExMjEwODQyNDZaGA8yMTI2MTAyODA4NDI0Nlow
        DDEKMAgGA1UEAwwBQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDIEcuAXN1B4
        u1/WgivwkMoBhfs74aDGjFSgHEAhYCTvI5f9ezB5HXBqyCLIxeMRSNUqQeSvXdQj
        E+iADeFaFoCjUzBRMB0GA1UdDgQWBBSI7O102pNMcYSaj18jvrqploXK8zAfBgNV
        HSMEGDAWgBSI7O102pNMcYSaj18jvrqploXK8zAPBgNVHRMBAf8EBTADAQH/MAoG
        CCqGSM49BAMCA0kAMEYCIQC4OYSc7gegoX37oOmxOOVg5qr30HHYqAbYIoCGmSbJ
        WAIhAIQ8RcKFTbDnIfks2qLvPjcca0cpS7fNkkahNQO0SsD0
        -----END CERTIFICATE-----
        """
    static let b = """
        -----BEGIN CERTIFICATE-----
        MIIBcDCCARWgAwIBAgIUbyD3m4CdpkJ4gxXzfQmFnfMmib0wCgYIKoZIzj0EAwIw
        DDEKMAgGA1UEAwwBQjAgFw0yNjExMjEwODQyNDZaGA8yMTI2MTAyODA4NDI0Nlow
        DDEKMAgGA1UEAwwBQjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNIasqD3G8Ul
        cm0tIoSIsELimEkNplpdoQwZ7SW658Q9rUByTMZCORrHOiWu8xzLK5cr7ncSY3j6
        nIYXKCPlGYejUzBRMB0GA1UdDgQWBBRP89p3LRW8mKPBlxBfxGV8u8FKuDAfBgNV
        HSMEGDAWgBRP89p3LRW8mKPBlxBfxGV8u8FKuDAPBgNVHRMBAf8EBTADAQH/MAoG
        CCqGSM49BAMCA0kAMEYCIQDAOMwtGba+5NduaoYGzc1IUSFYk98tH7wn7nJWLBnR
        bAIhANY6vgR0BfR1uBQ3jMWnfVwEgiGA6ROEcLVfIxxgH4/m
        -----END CERTIFICATE-----
        """
}
