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

    /// Reads how many things of at least one byte each follow.
    mutating func count(_ bytes: Span<UInt8>) throws(RowCodec.Problem) -> Int {
        let count = try varint(bytes)
        guard count <= UInt64(bytes.count - position) else { throw .damaged }
        return Int(count)
    }

    /// Reads one byte.
    mutating func byte(_ bytes: Span<UInt8>) throws(RowCodec.Problem) -> UInt8 {
        guard position < bytes.count else { throw .damaged }
        defer { position += 1 }
        return bytes[position]
    }

    /// Reads a number from 0 to `limit` - 1.
    mutating func index(
        _ bytes: Span<UInt8>, below limit: Int
    ) throws(RowCodec.Problem) -> Int {
        let index = try varint(bytes)
        guard index < UInt64(limit) else { throw .damaged }
        return Int(index)
    }

    /// Reads bytes that have their number before them.
    mutating func counted(_ bytes: Span<UInt8>) throws(RowCodec.Problem) -> [UInt8] {
        let count = try count(bytes)
        var result: [UInt8] = []
        result.append(bytes.extracting(position..<position + count))
        position += count
        return result
    }

    /// Reads a text that has its length before it.
    mutating func text(_ bytes: Span<UInt8>) throws(RowCodec.Problem) -> String {
        String(decoding: try counted(bytes), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends bytes with their number before them.
    mutating func appendCounted(_ bytes: some Collection<UInt8>) {
        appendVarint(UInt64(bytes.count))
        append(contentsOf: bytes)
    }

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
