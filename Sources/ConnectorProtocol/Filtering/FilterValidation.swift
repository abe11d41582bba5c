public import Support

/// The verdict on a set of sync rules.
public struct FilterValidation: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        /// Changed and not looked at since. Kibana and Elasticsearch write it with every change of a draft.
        case edited
        case valid
        case invalid
    }

    /// One finding.
    public struct Problem: Sendable, Hashable {
        /// The rules it is about. Always texts: Elasticsearch cannot parse a connector with a null here.
        public var ids: [String]
        public var messages: [String]

        public init(ids: [String], messages: [String]) {
            self.ids = ids
            self.messages = messages
        }
    }

    public var state: State
    public var errors: [Problem]

    /// Valid without problems, invalid with.
    public init(errors: [Problem]) {
        state = errors.isEmpty ? .valid : .invalid
        self.errors = errors
    }

    /// Reads a `validation` object. A missing one is valid; an unknown state has yet to be looked at.
    public init(_ json: JSON?) {
        state = json?["state"].map { $0.stringValue.flatMap(State.init) ?? .edited } ?? .valid
        errors = (json?["errors"]?.arrayValue ?? []).map { error in
            Problem(
                ids: (error["ids"]?.arrayValue ?? []).compactMap(\.stringValue),
                messages: (error["messages"]?.arrayValue ?? []).compactMap(\.stringValue))
        }
    }

    /// The object as it is stored.
    public var json: JSON {
        [
            "state": .string(state.rawValue),
            "errors": .array(
                errors.map { error in
                    [
                        "ids": .array(error.ids.map { .string($0) }),
                        "messages": .array(error.messages.map { .string($0) }),
                    ]
                }),
        ]
    }
}

extension FilterValidation: CustomStringConvertible {
    /// `invalid: rule 9f1c: data.field must be string; …`
    public var description: String {
        guard !errors.isEmpty else { return state.rawValue }
        let problems = errors.map { "\($0.ids.joined(separator: ", ")): \($0.messages.joined(separator: "; "))" }
        return "\(state.rawValue): \(problems.joined(separator: "; "))"
    }
}
