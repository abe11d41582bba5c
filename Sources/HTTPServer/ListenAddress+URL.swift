public import Foundation

extension ListenAddress {
    /// How a program on this machine calls what listens here: `http://127.0.0.1:9464`, also for all addresses.
    ///
    /// Nil for a host that makes no URL; nothing can listen on one either.
    public var localURL: URL? {
        switch host {
        case "0.0.0.0": URL(string: "http://127.0.0.1:\(port)")
        case "::": URL(string: "http://[::1]:\(port)")
        default: URL(string: "http://\(self)")
        }
    }
}
