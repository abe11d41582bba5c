import Foundation
import Support

// The reader rules of the state documents: an absent member is null, and a member of an unexpected
// type counts as absent, because these documents can be written by anyone with the privilege.
extension JSON {
    func text(_ key: String) -> String? { self[key]?.stringValue }
    func flag(_ key: String) -> Bool? { self[key]?.boolValue }
    func whole(_ key: String) -> Int? { self[key]?.intValue }

    /// A text in any of the forms in use, or milliseconds since 1970.
    func date(_ key: String) -> Date? {
        switch self[key] {
        case .string(let text): Timestamp.parse(text)
        case .int(let milliseconds): Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        default: nil
        }
    }

    /// Nil for null. Written out, because `nil` alone is null wherever a JSON value fits.
    var orNil: JSON? {
        guard isNull else { return self }
        return Optional.none
    }

    static func timestamp(_ date: Date) -> JSON { .string(Timestamp.format(date)) }

    /// The text, or null.
    static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    /// This value with `changes` merged into it as a partial update of Elasticsearch does it: objects
    /// merge, everything else is replaced.
    func merging(_ changes: JSON) -> JSON {
        guard case .object(var members) = self, case .object(let changed) = changes else { return changes }
        members.merge(changed) { $0.merging($1) }
        return .object(members)
    }
}
