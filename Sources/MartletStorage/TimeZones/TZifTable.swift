/// The table of a compiled zone file, versions 1 to 4 (RFC 9636, section 3).
struct TZifTable {
    /// Seconds ahead of UTC before the first transition.
    private(set) var initialOffset = 0
    /// Seconds since the epoch, and seconds ahead of UTC from then on; in order of time.
    private(set) var transitions: [(at: Int64, offset: Int)] = []
    /// The rule after the last transition, as a POSIX TZ string; empty if there is none.
    private(set) var footer = ""

    /// The counts of a data block.
    private struct Header {
        var version: UInt8
        var universalCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var characterCount: Int

        static let size = 44

        init?(_ bytes: ArraySlice<UInt8>) {
            guard bytes.count >= Self.size, bytes.prefix(4).elementsEqual("TZif".utf8) else {
                return nil
            }
            version = bytes[bytes.startIndex + 4]
            let counts = (0..<6).map { TZifTable.integer(bytes, at: 20 + 4 * $0, size: 4) }
            guard counts.allSatisfy({ $0 >= 0 && $0 <= 1 << 20 }) else { return nil }
            universalCount = Int(counts[0])
            standardCount = Int(counts[1])
            leapCount = Int(counts[2])
            timeCount = Int(counts[3])
            typeCount = Int(counts[4])
            characterCount = Int(counts[5])
        }

        /// Bytes of the data behind the header, whose times have `timeSize` bytes.
        func dataSize(_ timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount
                + leapCount * (timeSize + 4) + standardCount + universalCount
        }
    }

    /// Reads a file; nil if it is not one, is cut short, or counts leap seconds.
    init?(_ bytes: [UInt8]) {
        guard let first = Header(bytes[...]) else { return nil }
        let firstEnd = Header.size + first.dataSize(4)
        guard first.version >= UInt8(ascii: "2") else {
            guard bytes.count >= firstEnd else { return nil }
            guard read(bytes[Header.size...], first, timeSize: 4) else { return nil }
            return
        }
        // From version 2 on a second block with 64-bit times follows, and then the footer.
        guard bytes.count > firstEnd, let second = Header(bytes[firstEnd...]) else { return nil }
        let end = firstEnd + Header.size + second.dataSize(8)
        guard bytes.count >= end,
            read(bytes[(firstEnd + Header.size)...], second, timeSize: 8)
        else { return nil }
        let lines = bytes[end...].split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0].isEmpty else { return nil }
        footer = String(decoding: lines[1], as: UTF8.self)
    }

    private mutating func read(
        _ bytes: ArraySlice<UInt8>, _ header: Header, timeSize: Int
    ) -> Bool {
        guard header.leapCount == 0, header.typeCount > 0 else { return false }
        let typesOfTimes = header.timeCount * timeSize
        let types = typesOfTimes + header.timeCount
        let offsets = (0..<header.typeCount).map {
            Int(Self.integer(bytes, at: types + 6 * $0, size: 4))
        }
        // RFC 9636, section 3.2: the first type holds before the first transition.
        initialOffset = offsets[0]
        for index in 0..<header.timeCount {
            let at = Self.integer(bytes, at: index * timeSize, size: timeSize)
            let type = Int(bytes[bytes.startIndex + typesOfTimes + index])
            guard type < offsets.count, transitions.last.map({ $0.at < at }) ?? true else {
                return false
            }
            transitions.append((at, offsets[type]))
        }
        return true
    }

    /// The signed big-endian number of `size` bytes at `index` from the start of the slice.
    private static func integer(_ bytes: ArraySlice<UInt8>, at index: Int, size: Int) -> Int64 {
        let start = bytes.startIndex + index
        var value: UInt64 = 0
        for byte in bytes[start..<(start + size)] { value = value << 8 | UInt64(byte) }
        let unused = 64 - 8 * size
        return Int64(bitPattern: value << unused) >> unused
    }
}
