import Foundation
import Support
import SyncEngine
import Synchronization
import Transport

/// What a service answers about one file, read while it arrives: no more of it is held than is wanted.
final class ExtractionAnswer: BodyReceiver {
    private struct State {
        var status = 0
        var json = AnswerReader(limit: 0)
        /// Of Tika: the text itself, or the words of an error.
        var plain = Data()
    }

    private let kind: ExtractionServiceOptions.Kind
    private let limit: Int
    private let state = Mutex(State())

    /// Of an error's words.
    private static let maximumMessage = 1000

    /// - Parameter limit: The most bytes of text wanted.
    init(_ kind: ExtractionServiceOptions.Kind, limit: Int) {
        self.kind = kind
        self.limit = limit
    }

    func begin(status: Int) -> Bool {
        state.withLock { state in
            state.status = status
            state.json = AnswerReader(limit: limit)
            state.plain = Data()
        }
        return true
    }

    func receive(_ data: Data) throws {
        state.withLock { state in
            switch kind {
            case .elastic: data.withUnsafeBytes { state.json.read($0) }
            case .tika:
                // A character more than is wanted tells that there is more.
                let wanted = state.status == 200 ? limit : Self.maximumMessage
                state.plain.append(data.prefix(max(0, (wanted == .max ? wanted : wanted + 4) - state.plain.count)))
            }
        }
    }

    /// The text, or why there is none.
    ///
    /// - Throws: ``ContentUnavailable``.
    func text(status: Int) throws -> ExtractedText {
        let (json, plain) = state.withLock { ($0.json, $0.plain) }
        switch kind {
        case .elastic:
            guard status == 200, json.error == nil else {
                throw Self.failure(status, [json.error, json.message].compactMap { $0 }.joined(separator: ": "))
            }
            guard json.isWhole, let text = json.text else {
                throw ContentUnavailable(
                    reason: "extraction_failed", message: "The extraction service's answer is not what it promises.")
            }
            return Self.valid(text, limit: limit)
        case .tika:
            // 204: there is no text in it.
            if status == 204 { return ExtractedText(utf8: Data()) }
            guard status == 200 else { throw Self.failure(status, String(decoding: plain, as: UTF8.self)) }
            return Self.valid(plain, limit: limit)
        }
    }

    private static func valid(_ text: Data, limit: Int) -> ExtractedText {
        let (utf8, isTruncated) = text.withUnsafeBytes { TextEncoding.utf8.decode($0, limit: limit) }
        return ExtractedText(utf8: utf8, isTruncated: isTruncated)
    }

    /// Tika says 415 for what it has no parser for; every service 422 for what is damaged or encrypted.
    private static func failure(_ status: Int, _ words: String) -> ContentUnavailable {
        let detail = words.prefix(maximumMessage).split(whereSeparator: \.isNewline).joined(separator: " ")
        let message = "Text extraction failed with HTTP \(status)" + (detail.isEmpty ? "." : ": \(detail)")
        return status == 415
            ? ContentUnavailable(reason: "unsupported_type", message: message, status: .unsupportedType)
            : ContentUnavailable(reason: "extraction_failed", message: message)
    }
}
