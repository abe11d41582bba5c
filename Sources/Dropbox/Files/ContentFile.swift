import Foundation
import Support
import Synchronization
import Transport

/// Writes content into a file while it arrives, and hashes it on the way.
final class ContentFile: BodyReceiver {
    private struct State {
        var handle: FileHandle
        var hash = ContentHash()
        var byteCount = 0
    }

    private let state: Mutex<State>

    /// - Parameter url: A file that exists; what is in it is overwritten.
    /// - Throws: `CocoaError` when it cannot be written.
    init(_ url: URL) throws {
        state = Mutex(State(handle: try FileHandle(forWritingTo: url)))
    }

    /// Bytes of the content.
    var byteCount: Int { state.withLock { $0.byteCount } }

    /// Of the content: as ``FileMetadata/contentHash``.
    var contentHash: String { state.withLock { $0.hash.finalize() } }

    /// Whether this is the content that the metadata promises.
    func isContent(of file: FileMetadata) -> Bool { file.contentHash.map { $0 == contentHash } ?? (byteCount == file.size) }

    func begin(status: Int) -> Bool {
        guard status == 200 else { return false }
        state.withLock { state in
            state.hash = ContentHash()
            state.byteCount = 0
        }
        return true
    }

    func receive(_ data: Data) throws {
        try state.withLock { state in
            if state.byteCount == 0 {
                // An attempt before this one may have left bytes.
                try state.handle.truncate(atOffset: 0)
            }
            try state.handle.write(contentsOf: data)
            state.hash.update(data)
            state.byteCount += data.count
        }
    }

    /// Cuts off what an earlier attempt left, and closes the file.
    func close() throws {
        try state.withLock { state in
            try state.handle.truncate(atOffset: UInt64(state.byteCount))
            try state.handle.close()
        }
    }
}
