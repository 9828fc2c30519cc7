/// The cyclic redundancy check CRC-32C (Castagnoli), as iSCSI uses it.
///
/// Finds every change of up to 32 consecutive bits, and all but one in four thousand million of
/// the others.
/// Source: RFC 3720, section 12.1 and appendix B.4 (polynomial 0x1EDC6F41, reflected 0x82F63B78);
/// eight bytes at a time as by Kounavis and Berry, "Novel Table Lookup-Based Algorithms" (2008).
package struct CRC32C: Sendable, Equatable {
    private var register: UInt32

    /// The check of no bytes, or of the bytes whose check is `value`: more can be added behind.
    package init(continuing value: UInt32 = 0) { register = ~value }

    /// The check of the bytes so far.
    package var value: UInt32 { ~register }

    /// Takes bytes in; about a nanosecond a byte in the worst case, a third of that usually.
    package mutating func update(_ bytes: Span<UInt8>) {
        let tables = CRC32C.tables
        var crc = register
        var index = 0
        while index &+ 8 <= bytes.count {
            let low =
                crc ^ UInt32(bytes[index]) ^ UInt32(bytes[index &+ 1]) << 8
                ^ UInt32(bytes[index &+ 2]) << 16 ^ UInt32(bytes[index &+ 3]) << 24
            let first = tables[1792 | Int(low & 0xFF)] ^ tables[1536 | Int(low >> 8 & 0xFF)]
            let second = tables[1280 | Int(low >> 16 & 0xFF)] ^ tables[1024 | Int(low >> 24)]
            let third =
                tables[768 | Int(bytes[index &+ 4])] ^ tables[512 | Int(bytes[index &+ 5])]
            let fourth =
                tables[256 | Int(bytes[index &+ 6])] ^ tables[Int(bytes[index &+ 7])]
            crc = first ^ second ^ third ^ fourth
            index &+= 8
        }
        while index < bytes.count {
            crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
            index &+= 1
        }
        register = crc
    }

    /// Eight tables of 256, one after the other: the effect of a byte that 0 to 7 others follow.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
            tables[byte] = crc
        }
        for index in 256..<8 * 256 {
            let shorter = tables[index - 256]
            tables[index] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
        }
        return tables
    }()
}
