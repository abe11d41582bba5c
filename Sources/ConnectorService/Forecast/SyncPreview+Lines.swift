import ConnectorProtocol
import Dropbox
import Foundation
public import Support
import SyncEngine

extension SyncPreview.Result {
    /// What the sync would do, for a reader.
    public func lines(_ style: OutputStyle) -> [String] {
        var lines = [
            style("What the next \(type.rawValue) sync of \(connectorID) would do", .bold),
            forecast.isOfChanges
                ? "  changed since the last sync \(forecast.listed)"
                : "  listed \(forecast.listed), in the index now \(forecast.indexed)",
        ]
        if let reason = forecast.fullListingReason { lines.append("  list everything: \(reason.printable)") }
        for (what, group) in groups { lines += Self.lines(what, group) }
        lines.append("  unchanged \(forecast.unchanged)" + (forecast.excluded > 0 ? ", left out by rules \(forecast.excluded)" : ""))
        lines.append("  fetch the content of \(forecast.fetched.counted("file", "files")), \(forecast.fetchedBytes.readableBytes)")
        for warning in warnings { lines.append("  " + style("!", .yellow) + " " + warning.printable) }
        lines.append("Nothing was written. It took \(elapsed.readable) and \(calls.allCalls.counted("call", "calls")) to Dropbox.")
        return lines
    }

    private var groups: [(String, SyncForecast.Group)] {
        [
            ("create", forecast.created), ("write anew, with content", forecast.replaced),
            ("update metadata of", forecast.updated), ("delete", forecast.deleted),
        ]
    }

    private static func lines(_ what: String, _ group: SyncForecast.Group) -> [String] {
        var lines = ["  \(what) \(group.count)"] + group.names.map { "    " + $0.printable }
        if group.count > group.names.count { lines.append("    and \(group.count - group.names.count) more") }
        return lines
    }

    private var warnings: [String] {
        var warnings = forecast.warnings + forecast.gaps.map { "Nothing would be deleted: \($0)" }
        if forecast.areDeletionsHeldBack {
            warnings.append(
                """
                The deletion brake would hold the \(forecast.deleted.count) deletions back. If that many were really \
                removed, approve them: dropbox-connector sync --approve-deletes \(forecast.deleted.count)
                """)
        }
        return warnings
    }

    public var json: JSON {
        func group(_ group: SyncForecast.Group) -> JSON {
            ["count": .int(group.count), "first": .array(group.names.map { .string($0) })]
        }
        return [
            "connector_id": .string(connectorID), "type": .string(type.rawValue), "listed": .int(forecast.listed), 
            "indexed": forecast.isOfChanges ? .null : .int(forecast.indexed),
            "lists_everything_because": forecast.fullListingReason.map { .string($0) } ?? .null,
            "create": group(forecast.created), "replace": group(forecast.replaced), "update": group(forecast.updated),
            "delete": group(forecast.deleted), "unchanged": .int(forecast.unchanged), "excluded": .int(forecast.excluded),
            "fetch": ["count": .int(forecast.fetched), "bytes": .int(forecast.fetchedBytes)],
            "without_text": .object(forecast.withoutText.mapValues { .int($0) }),
            "deletions_held_back": .bool(forecast.areDeletionsHeldBack), "warnings": .array(warnings.map { .string($0) }),
            "dropbox_calls": .object(calls.calls.mapValues { .int($0) }),
            "seconds": .double((elapsed.seconds * 1000).rounded() / 1000),
        ]
    }
}
