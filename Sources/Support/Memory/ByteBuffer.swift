public import Foundation

/// Room for bytes whose number is known before, as of a download or of a request.
///
/// Large room is used again, see ``LargeMemory``.
public final class ByteBuffer {
    private let memory: LargeMemory.Block
    private let capacity: Int
    private var count = 0
    private var isRead = false

    public init(capacity: Int) {
        self.capacity = capacity
        memory = LargeMemory.shared.take(capacity)
    }

    deinit { LargeMemory.shared.giveBack(memory) }

    /// How many bytes still fit.
    public var room: Int { capacity - count }

    /// - Precondition: They fit, and ``data`` was not asked for.
    public func append(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= room && !isRead)
        UnsafeMutableRawBufferPointer(rebasing: memory.bytes[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// - Precondition: They fit, and ``data`` was not asked for.
    public func append(_ bytes: some Sequence<UInt8>) {
        let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
        if isContiguous == nil { append(Array(bytes)) }
    }

    public func append(_ byte: UInt8) { append(CollectionOfOne(byte)) }

    /// What was written, without a copy: the memory is in use for as long as there is the data.
    public var data: Data {
        isRead = true
        guard count > 0, let start = memory.bytes.baseAddress else { return Data() }
        return Data(bytesNoCopy: start, count: count, deallocator: .custom { [self] _, _ in withExtendedLifetime(self) {} })
    }
}
