/// What records of summaries have in common.
///
/// One byte of version, four of a hash of what the summary was made under, the body, and at the end
/// four bytes of checksum over all before (FNV-1a), all numbers big-endian.
enum SummaryRecord {
    /// Bytes before the body.
    static let headBytes = 5
    private static let checksumBytes = 4

    /// The beginning of a record.
    static func begin(version: UInt8, hash: UInt32) -> [UInt8] {
        var bytes = [version]
        append(UInt64(hash), count: 4, to: &bytes)
        return bytes
    }

    /// The whole record.
    static func ended(_ bytes: [UInt8]) -> [UInt8] {
        var record = bytes
        append(UInt64(checksum(bytes)), count: UInt64(checksumBytes), to: &record)
        return record
    }

    /// A record without its checksum; nil if it is damaged, or of another version or hash.
    static func opened(_ record: [UInt8], version: UInt8, hash: UInt32) -> [UInt8]? {
        guard record.count >= headBytes + checksumBytes, record[0] == version else { return nil }
        let bytes = Array(record.dropLast(checksumBytes))
        guard UInt64(checksum(bytes)) == number(record[bytes.count...]),
            number(record[1..<headBytes]) == UInt64(hash)
        else { return nil }
        return bytes
    }

    /// Appends the last bytes of a number.
    static func append(_ number: UInt64, count: UInt64, to bytes: inout [UInt8]) {
        for place in 1...count {
            bytes.append(UInt8(truncatingIfNeeded: number >> (8 * (count - place))))
        }
    }

    /// The number that bytes stand for.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
