import Foundation
import Testing

@testable import Support

@Suite struct ByteBufferTests {
    @Test(arguments: [0, 1, 14, 15, 1000, LargeMemory.smallestBlock - 1, LargeMemory.smallestBlock, 3_000_001])
    func `what was written is read, byte for byte`(size: Int) {
        let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let buffer = ByteBuffer(capacity: size + 2)
        for part in stride(from: 0, to: size, by: 16_384) { buffer.append(content[part..<min(part + 16_384, size)]) }
        #expect(buffer.room == 2)
        buffer.append(UInt8(ascii: "!"))
        buffer.append(repeatElement(UInt8(7), count: 1))
        #expect(buffer.room == 0)
        #expect(buffer.data == content + Data([UInt8(ascii: "!"), 7]))
    }

    @Test func `data stays what it is while other buffers come and go`() async {
        let size = 1_000_000
        await withTaskGroup(of: Bool.self) { group in
            for byte in UInt8(0)..<200 {
                group.addTask {
                    let buffer = ByteBuffer(capacity: size)
                    buffer.append(repeatElement(byte, count: size))
                    let data = buffer.data
                    await Task.yield()
                    return data.count == size && data.allSatisfy { $0 == byte }
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }
}

@Suite struct LargeMemoryTests {
    private let memory = LargeMemory()
    private let size = 1_000_000

    @Test func `a block that was given back is the next one of its size`() {
        let other = memory.take(size)
        let first = memory.take(size)
        memory.giveBack(first)
        let second = memory.take(size - 5000)
        #expect(second.bytes.baseAddress == first.bytes.baseAddress)
        memory.giveBack(second)
        memory.giveBack(other)
    }

    @Test func `never is more kept than was in use at once, and little when nothing is`() {
        let blocks = (0..<20).map { _ in memory.take(size) }
        #expect(memory.bytesKept == 0)
        for block in blocks.dropLast() { memory.giveBack(block) }
        #expect(memory.bytesKept == 19 * LargeMemory.rounded(size))
        // Of another size: what is kept gives way to it.
        let large = memory.take(10 * size)
        #expect(memory.bytesKept <= 9 * LargeMemory.rounded(size))
        memory.giveBack(large)
        if let last = blocks.last { memory.giveBack(last) }
        #expect(memory.bytesKept <= LargeMemory.idleBytes)
    }

    @Test(arguments: [(262_144, 262_144), (262_145, 327_680), (1_000_000, 1_048_576), (1_048_577, 1_310_720), (3_000_000, 3_145_728)])
    func `four sizes lie between one power of two and the next`(size: Int, block: Int) {
        #expect(LargeMemory.rounded(size) == block)
    }
}
