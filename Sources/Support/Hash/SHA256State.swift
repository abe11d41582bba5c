/// The eight words that SHA-256 carries from block to block, and how a block changes them.
///
/// FIPS 180-4, 6.2. Rounds are written out eight at a time: the standard moves seven of the eight words
/// one place on in each round, and after eight rounds every word is back in its own variable.
///
/// What a block adds to each round does not depend on the blocks before it, so it is worked out for four blocks
/// at a time, one in each lane of a vector: that is a third of the work otherwise.
struct SHA256State: Sendable, Equatable {
    private var words: SIMD8<UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// The digest, once the padding has been absorbed.
    var bytes: [UInt8] { (0..<8).flatMap { words[$0].bigEndianBytes } }

    /// - Parameter blocks: One block of 64 bytes or several.
    mutating func absorb(blocks: UnsafeRawBufferPointer) {
        if let update = SHA256Library.update {
            absorb(blocks: blocks, with: update)
        } else {
            absorbAlone(blocks: blocks)
        }
    }

    mutating func absorb(blocks: UnsafeRawBufferPointer, with update: SHA256Library.Update) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: SHA256Library.contextWords) { context in
            context.initialize(repeating: 0)
            for index in 0..<8 { context[index] = words[index] }
            // It cannot fail: the result is 1 by definition.
            _ = update(context.baseAddress, blocks.baseAddress, blocks.count)
            for index in 0..<8 { words[index] = context[index] }
        }
    }

    /// The same in Swift alone.
    mutating func absorbAlone(blocks: UnsafeRawBufferPointer) {
        guard let start = blocks.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: SIMD4<UInt32>.self, capacity: 64) { schedule in
            roundConstants.withUnsafeBufferPointer { constants in
                guard let inputs = schedule.baseAddress, let constants = constants.baseAddress else { return }
                var offset = 0
                while offset + SHA256.blockSize <= blocks.count {
                    let count = min(4, (blocks.count - offset) / SHA256.blockSize)
                    prepare(inputs, from: start + offset, count, constants)
                    for lane in 0..<count { compress(UnsafeRawPointer(inputs) + 4 * lane) }
                    offset += count * SHA256.blockSize
                }
            }
        }
    }

    /// What up to four blocks add to each round: the message schedule, 6.2.2 step 1, and the round's constant.
    private func prepare(
        _ inputs: UnsafeMutablePointer<SIMD4<UInt32>>, from bytes: UnsafeRawPointer, _ count: Int,
        _ constants: UnsafePointer<UInt32>
    ) {
        // Of fewer than four blocks the last one is taken again: nobody reads those lanes.
        let last = count &- 1
        let (b, c, d) = (bytes + 64 &* min(1, last), bytes + 64 &* min(2, last), bytes + 64 &* min(3, last))
        var t = 0
        while t < 16 {
            inputs[t] = SIMD4(word(bytes, t), word(b, t), word(c, t), word(d, t))
            t &+= 1
        }
        while t < 64 {
            let x = inputs[t &- 15]
            let y = inputs[t &- 2]
            // Not as rotations: the compiler would do those lane by lane.
            let low = (x &>> 3) ^ (x &>> 7) ^ (x &<< 14) ^ (x &>> 18) ^ (x &<< 25)
            let high = (y &>> 10) ^ (y &>> 17) ^ (y &<< 13) ^ (y &>> 19) ^ (y &<< 15)
            inputs[t] = high &+ inputs[t &- 7] &+ low &+ inputs[t &- 16]
            inputs[t &- 16] = inputs[t &- 16] &+ SIMD4(repeating: constants[t &- 16])
            t &+= 1
        }
        t = 48
        while t < 64 {
            inputs[t] = inputs[t] &+ SIMD4(repeating: constants[t])
            t &+= 1
        }
    }

    /// - Parameter inputs: Every fourth of these words, 64 of them.
    private mutating func compress(_ inputs: UnsafeRawPointer) {
        var a = words[0], b = words[1], c = words[2], d = words[3]
        var e = words[4], f = words[5], g = words[6], h = words[7]
        var input = inputs
        let end = inputs + 64 &* 16
        while input < end {
            round(a, b, c, &d, e, f, g, &h, input.load(as: UInt32.self))
            round(h, a, b, &c, d, e, f, &g, input.load(fromByteOffset: 16, as: UInt32.self))
            round(g, h, a, &b, c, d, e, &f, input.load(fromByteOffset: 32, as: UInt32.self))
            round(f, g, h, &a, b, c, d, &e, input.load(fromByteOffset: 48, as: UInt32.self))
            round(e, f, g, &h, a, b, c, &d, input.load(fromByteOffset: 64, as: UInt32.self))
            round(d, e, f, &g, h, a, b, &c, input.load(fromByteOffset: 80, as: UInt32.self))
            round(c, d, e, &f, g, h, a, &b, input.load(fromByteOffset: 96, as: UInt32.self))
            round(b, c, d, &e, f, g, h, &a, input.load(fromByteOffset: 112, as: UInt32.self))
            input += 128
        }
        words = words &+ SIMD8(a, b, c, d, e, f, g, h)
    }
}

@inline(__always)
private func word(_ block: UnsafeRawPointer, _ t: Int) -> UInt32 {
    UInt32(bigEndian: block.loadUnaligned(fromByteOffset: t &* 4, as: UInt32.self))
}

@inline(__always)
private func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { (x &>> count) | (x &<< (32 &- count)) }

/// One round, 6.2.2 step 3, with the names of the standard. `d` and `h` are the two words it changes.
@inline(__always)
private func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
    _ input: UInt32
) {
    let choice = g ^ (e & (f ^ g))
    let first = h &+ input &+ choice &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25))
    let majority = (a & b) | (c & (a | b))
    d = d &+ first
    h = first &+ majority &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22))
}

/// FIPS 180-4, 4.2.2.
private let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
