public import Support
import SyncEngine

extension AccessExplanation {
    /// The explanation for a reader.
    public func lines(_ style: OutputStyle) -> [String] {
        var lines = heads
        if !isSecure {
            lines += ["", "Document-level security is switched off: whoever may search the index sees every document."]
        }
        lines += ["", style("As it is indexed: \(verdict(indexed?.isVisible, "nothing is indexed under this name"))", .bold)] + indexedLines
        lines += ["", style("As Dropbox says now: \(currentVerdict)", .bold)] + currentLines
        lines.append("")
        if agrees {
            lines.append(style("The index and Dropbox agree.", .green))
        } else {
            lines.append(style("The index and Dropbox differ:", .yellow))
            lines += differences.map { "  \($0.printable)" }
        }
        return lines
    }

    private var person: Person? { try? current.get().person }   // the reason is told with the verdict

    private var heads: [String] {
        var rows = [["document", (indexed.map { "\($0.path)  \($0.id)" } ?? name).printable]]
        guard let person else {
            rows.append(["person", user.printable])
            return TextTable(rows: rows).lines
        }
        let parts = [person.displayName, person.accountID ?? "", person.memberID ?? "", person.status].filter { !$0.isEmpty }
        rows.append(["person", "\(person.email)  \(parts.joined(separator: ", "))".printable])
        let groups = person.groups.map { label("group:\($0)") }
        if !groups.isEmpty { rows.append(["groups", groups.joined(separator: ", ").printable]) }
        return TextTable(rows: rows).lines
    }

    private func verdict(_ isVisible: Bool?, _ unknown: String) -> String {
        switch isVisible {
        case true?: "\(user.printable) may see it"
        case false?: "\(user.printable) may not see it"
        case nil: unknown
        }
    }

    private var indexedLines: [String] {
        guard let indexed else { return [] }
        let allowed = indexed.allowed.isEmpty ? "everybody: it has no list" : labels(indexed.allowed)
        var rows = [["  the document allows", allowed]]
        rows.append(["  the person is", indexed.identities.map(labels) ?? "not known: there is no access-control document"])
        if indexed.identities != nil, !indexed.allowed.isEmpty {
            rows.append(["  in both", indexed.common.isEmpty ? "nothing" : labels(indexed.common)])
        }
        return TextTable(rows: rows).lines
    }

    private func labels(_ identities: [String]) -> String { identities.map(label).joined(separator: ", ").printable }

    private var currentVerdict: String {
        switch current {
        case .failure(let problem): "it could not be asked. \(problem.reason.printable)"
        case .success(let now) where now.person == nil: "\(user.printable) is no member of the team"
        case .success(let now) where now.list == nil: "there is nothing at this place"
        case .success(let now): verdict(now.isVisible, "it is not known, because not everything could be read")
        }
    }

    private var currentLines: [String] {
        guard case .success(let now) = current, let person = now.person else { return [] }
        var lines: [String] = []
        if !person.isActive { lines.append("  the person is \(person.status), and only active members see anything") }
        for step in now.steps {
            let mark = step.isGranting ? "+" : step.problem == nil ? "-" : "?"
            var text = "  \(mark) \(step.place): \(step.membership ?? (step.isGranting ? "it is theirs" : "no membership"))"
            if let remark = step.remark { text += "; \(remark)" }
            if let problem = step.problem { text += "; could not be read: \(problem)" }
            lines.append(text.printable)
        }
        return lines
    }

    /// The explanation for machines.
    public var json: JSON {
        [
            "document": .string(indexed?.id ?? name), "path": .maybe(indexed?.path), "user": .string(user),
            "document_level_security": .bool(isSecure), "agree": .bool(agrees),
            "differences": .array(differences.map { .string($0) }),
            "indexed": indexed.map(Self.json) ?? .null, "dropbox": currentJSON,
        ]
    }

    private static func json(_ indexed: Indexed) -> JSON {
        [
            "visible": .bool(indexed.isVisible), "allow_access_control": .array(indexed.allowed.map { .string($0) }),
            "access_control": indexed.identities.map { .array($0.map { .string($0) }) } ?? .null,
            "common": .array(indexed.common.map { .string($0) }),
        ]
    }

    private var currentJSON: JSON {
        guard case .success(let now) = current else {
            guard case .failure(let problem) = current else { return .null }
            return ["error": .string(problem.reason)]
        }
        return [
            "visible": now.isVisible.map { .bool($0) } ?? .null,
            "allow_access_control": now.list.map { .array($0.identities.map { .string($0) }) } ?? .null,
            "person": now.person.map { person in
                [
                    "email": .string(person.email), "account_id": .maybe(person.accountID),
                    "team_member_id": .maybe(person.memberID), "status": .string(person.status),
                    "groups": .array(person.groups.map { .string($0) }),
                ]
            } ?? .null,
            "steps": .array(
                now.steps.map { step in
                    [
                        "place": .string(step.place), "membership": .maybe(step.membership), "grants": .bool(step.isGranting),
                        "remark": .maybe(step.remark), "error": .maybe(step.problem),
                    ]
                }),
        ]
    }
}
