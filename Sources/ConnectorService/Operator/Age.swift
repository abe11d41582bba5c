import Foundation

/// How long ago something was, in one unit: `40 s ago`, `3 min ago`, `2 days ago`.
struct Age: CustomStringConvertible {
    let seconds: TimeInterval

    init(since date: Date, at now: Date) {
        seconds = now.timeIntervalSince(date)
    }

    var description: String {
        seconds < 0 ? "in \(span(-seconds))" : "\(span(seconds)) ago"
    }

    private func span(_ seconds: TimeInterval) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds)) s"
        case ..<5400: "\(Int((seconds / 60).rounded())) min"
        case ..<172_800: "\(Int((seconds / 3600).rounded())) h"
        default: "\(Int((seconds / 86_400).rounded())) days"
        }
    }
}

extension Duration {
    /// `2.4 s`, `3 min 20 s`, `2 h 5 min`.
    var readable: String {
        switch seconds {
        case ..<10: return "\((seconds * 10).rounded() / 10) s"
        case ..<60: return "\(Int(seconds)) s"
        case ..<3600: return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
        default: return "\(Int(seconds) / 3600) h \(Int(seconds) % 3600 / 60) min"
        }
    }
}

extension Int {
    /// `12.3 MB`, in powers of 1000.
    var readableBytes: String {
        var value = Double(self)
        for unit in ["bytes", "kB", "MB", "GB"] {
            if value < 1000 { return unit == "bytes" ? counted("byte", "bytes") : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1000
        }
        return "\((value * 10).rounded() / 10) TB"
    }
}
