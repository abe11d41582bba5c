import ConnectorProtocol
import Support
import Testing

private func connector(draft: JSON, _ changes: JSON = [:]) -> Connector {
    let other: JSON = ["domain": "OTHER", "draft": [:]]
    let entry: JSON = [
        "domain": "DEFAULT", "of_later": 1, "active": ["rules": [], "validation": ["state": "valid", "errors": []]],
        "draft": draft,
    ]
    let filtering: JSON = ["filtering": [other, entry]]
    return Connector.make(filtering.overlaid(changes))
}

private let edited: JSON = [
    "rules": [rule()], "advanced_snippet": ["value": [], "updated_at": "2026-03-01T08:00:00Z"],
    "validation": ["state": "edited", "errors": []],
]

struct DraftTests {
    @Test func `an edited draft waits for a verdict, others do not`() {
        #expect(DraftRules.pending(connector(draft: edited))?.source == edited)
        for state in ["valid", "invalid"] as [JSON] {
            #expect(DraftRules.pending(connector(draft: edited.overlaid(["validation": ["state": state]]))) == nil)
        }
        #expect(DraftRules.pending(connector(draft: edited.without("validation"))) == nil)
        #expect(DraftRules.pending(connector(draft: edited, ["features": nil])) == nil)
        #expect(DraftRules.pending(.make(["filtering": nil])) == nil)
    }

    @Test func `a valid draft becomes active, and nothing else changes`() {
        let validation = FilterValidation(errors: [])
        let update = DraftRules.update(connector(draft: edited), draft: Filter(edited), validation: validation)
        let judged = edited.overlaid(["validation": ["state": "valid", "errors": []]])
        #expect(
            update == [
                "filtering": [
                    ["domain": "OTHER", "draft": [:]],
                    ["domain": "DEFAULT", "of_later": 1, "active": judged, "draft": judged],
                ]
            ])
    }

    @Test func `an invalid draft says why and stays a draft`() {
        let validation = FilterValidation(errors: [.init(ids: ["9f1c"], messages: ["data.field must be string"])])
        let update = DraftRules.update(connector(draft: edited), draft: Filter(edited), validation: validation)
        let entry = update?["filtering"]?.arrayValue?.last
        #expect(entry?["active"] == ["rules": [], "validation": ["state": "valid", "errors": []]])
        #expect(
            entry?["draft"]?["validation"] == [
                "state": "invalid", "errors": [["ids": ["9f1c"], "messages": ["data.field must be string"]]],
            ])
    }

    @Test(arguments: [
        ["rules": []], ["advanced_snippet": ["updated_at": "2026-03-01T08:00:01Z"]],
        ["validation": ["state": "valid"]],
    ] as [JSON])
    func `a draft that is another one by now gets no verdict`(changes: JSON) {
        let update = DraftRules.update(
            connector(draft: edited.overlaid(changes)), draft: Filter(edited), validation: FilterValidation(errors: []))
        #expect(update == nil)
    }

    @Test(arguments: [
        (nil, .valid), ([:], .valid), (["state": "edited"], .edited), (["state": "invalid"], .invalid),
        (["state": "else"], .edited),
    ] as [(JSON, FilterValidation.State)])
    func `a validation is read`(json: JSON, state: FilterValidation.State) {
        #expect(FilterValidation(json).state == state)
    }

    @Test func `a validation reads back as it was written`() {
        let validation = FilterValidation(errors: [.init(ids: ["a", "b"], messages: ["m"])])
        #expect(FilterValidation(validation.json) == validation)
        #expect(validation.description == "invalid: a, b: m")
    }
}
