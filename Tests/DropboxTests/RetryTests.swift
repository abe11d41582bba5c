import Foundation
import TestSupport
import Testing
import Transport

@testable import Dropbox

@Suite struct RetryTests {
    @Test(arguments: [
        (.unavailable, [.retry(after: .seconds(1)), .retry(after: .seconds(2)), .fail]),
        (.tooManyWriteOperations, [.retry(after: .seconds(1)), .retry(after: .seconds(2)), .fail]),
        (.exportNotReady, [.retry(after: .seconds(1))]), (.contentMismatch, [.retry(after: .seconds(1))]),
        (.unreadableAnswer, [.retry(after: .seconds(1))]),
        (.rateLimited, [.pause(.milliseconds(1050)), .pause(.milliseconds(1050)), .pause(.milliseconds(1050))]),
        (.pathNotFound, [.fail]), (.cursorReset, [.fail]), (.badRequest, [.fail]), (.refused("x"), [.fail]),
        (.missingScope(nil), [.fail]), (.locked, [.fail]), (.tooLarge, [.fail]), (.untrustedServer, [.fail]),
    ] as [(DropboxError.Code, [RetryState.Step])])
    func `what follows a failure`(code: DropboxError.Code, expected: [RetryState.Step]) {
        var state = RetryState(maximumAttempts: 3, random: { 0.5 })
        let steps = expected.map { _ in state.next(after: DropboxError(code, operation: "x")) }
        #expect(steps == expected)
    }

    @Test(arguments: [0, 1]) func `one attempt or none retries nothing`(attempts: Int) {
        var state = RetryState(maximumAttempts: attempts, random: { 0.5 })
        #expect(state.next(after: DropboxError(.unavailable, operation: "x")) == .fail)
    }

    @Test func `waits double and end at a minute`() {
        var state = RetryState(maximumAttempts: 10, random: { 1 })
        let waits = (0..<8).map { _ in state.next(after: DropboxError(.unavailable, operation: "x")) }
        #expect(waits == [2, 4, 8, 16, 32, 60, 60, 60].map { .retry(after: .seconds($0)) })
    }

    @Test func `a pause does not use up an attempt, and not even pauses go on for ever`() {
        var state = RetryState(maximumAttempts: 2, random: { 0 })
        for _ in 0..<100 {
            #expect(state.next(after: DropboxError(.rateLimited, operation: "x")) == .pause(.seconds(1)))
        }
        #expect(state.next(after: DropboxError(.rateLimited, operation: "x")) == .fail)
        #expect(state.next(after: DropboxError(.unavailable, operation: "x")) == .retry(after: .zero))
    }

    @Test(arguments: ["500", "502", "503", "504", "lost", "truncated", "internal_error", "too_many_write_operations"])
    func `a passing failure is tried again`(failure: String) async throws {
        let clock = RecordingClock()
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            guard call.number < 2 else { return .page(["a"], cursor: "c", hasMore: false) }
            switch failure {
            case "lost": throw HTTPResponse.lost(call.request)
            case "truncated": return .json(#"{"entries":[],"curs"#)
            case "internal_error", "too_many_write_operations": return .refusal(failure)
            default: return .text("<html>no</html>", status: Int(failure) ?? 0)
            }
        }
        let client = DropboxClient.make(transport, clock: clock, random: 0.5)
        #expect(try await client.call(ListFolder()).entries.count == 1)
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
        #expect(client.counters.snapshot.retries == 2)
        #expect(client.counters.snapshot.calls["files/list_folder"] == 3)
    }

    @Test func `a failure that stays is thrown with its cause after all attempts`() async throws {
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            throw HTTPResponse.lost(call.request)
        }
        let error = try await dropboxError { _ = try await DropboxClient.make(transport, attempts: 4).call(ListFolder()) }
        #expect(error?.code == .unavailable)
        #expect(error?.isTransient == true)
        #expect(error?.cause is TransportError)
        #expect(transport.calls(of: "files/list_folder").count == 4)
    }

    @Test(arguments: ["path", "reset", "unsupported_file", "some_new_thing"])
    func `an endpoint's own refusal is final`(tag: String) async throws {
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .refusal(tag) }
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).call(ListFolder()) }
        #expect(error != nil)
        #expect(transport.calls(of: "files/list_folder").count == 1)
    }

    @Test func `cancelling ends a wait before a retry`() async throws {
        let clock = StuckClock()
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .text("", status: 500) }
        let client = DropboxClient.make(transport, clock: clock)
        let call = Task { try await client.call(ListFolder()) }
        await clock.aSleep()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }
}
