/// Reads varints from bytes, never past their end.
struct ByteReader {
    var position: Int

    mutating func varint(_ bytes: Span<UInt8>) throws(RowCodec.Problem) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw .damaged
    }
}

extension [UInt8] {
    /// Appends an unsigned number as LEB128.
    @inline(__always)
    mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}

extension Int64 {
    /// Small numbers of either sign as small unsigned ones.
    @inline(__always)
    var zigzag: UInt64 { UInt64(bitPattern: self << 1 ^ self >> 63) }
}

extension UInt64 {
    /// The number whose ``Int64/zigzag`` this is.
    @inline(__always)
    var unzigzag: Int64 { Int64(bitPattern: self >> 1) ^ -Int64(bitPattern: self & 1) }
}
