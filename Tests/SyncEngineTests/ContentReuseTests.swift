import Testing

@testable import SyncEngine

@Suite struct ContentDonorsTests {
    private func content(_ number: Int) -> ContentIdentity { ContentIdentity(hash: "\(number)", format: "txt") }

    @Test func `the oldest contents are forgotten first`() {
        var donors = ContentDonors(capacity: 3)
        for number in 1...3 { donors.note(content(number), "id \(number)") }
        #expect(!donors.hasForgotten)
        donors.note(content(4), "id 4")
        donors.note(content(5), "id 5")
        #expect((1...5).map { donors[content($0)] } == [nil, nil, "id 3", "id 4", "id 5"])
        #expect(donors.hasForgotten)
    }

    @Test func `the first document of a content is the one to ask`() {
        var donors = ContentDonors()
        donors.note(content(1), "first")
        donors.note(content(1), "second")
        #expect(donors[content(1)] == "first")
    }

    @Test(arguments: [("_none", true), ("search-default-ingestion", true), ("search-mine", false), ("", false)])
    func `texts are reused where a second run of the pipeline leaves them as they are`(name: String, expected: Bool) {
        let plan = SyncPlan(
            index: "i",
            pipeline: PipelineSettings(
                name: name, extractBinaryContent: true, reduceWhitespace: true, runMLInference: true))
        #expect(plan.canReuseText == expected)
    }
}

@Suite struct UnacknowledgedIDsTests {
    @Test func `a page is acknowledged when everything of it and of those before it is`() {
        let ids = UnacknowledgedIDs()
        ids.insert("a")
        let first = ids.turnPage()
        ids.insert("b")
        // It is still the operation of the first page.
        ids.insert("a")
        let second = ids.turnPage()
        #expect(!ids.isAcknowledged(through: first))
        ids.remove(["b"])
        #expect(!ids.isAcknowledged(through: second))
        ids.remove(["a"])
        #expect(ids.isAcknowledged(through: first))
        #expect(ids.isAcknowledged(through: second))
    }

    @Test func `waiting for some does not wait for the others`() async throws {
        let ids = UnacknowledgedIDs()
        ids.insert("a")
        ids.insert("b")
        try await ids.wait(for: ["c"])
        async let waited: Void = ids.wait(for: ["a"])
        ids.remove(["a"])
        try await waited
        #expect(ids.count == 1)
    }
}
