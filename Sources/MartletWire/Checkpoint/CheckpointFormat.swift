/// The binary form of a checkpoint, version 1: a preamble, then blocks.
///
/// The preamble is eight bytes that no text file and no mangled transfer has, and the version
/// (four bytes, little-endian). A block is its kind (one byte), the length of its content (four
/// bytes, little-endian), the content, and a CRC-32C (four bytes, little-endian) over all three,
/// which goes on from that of the block before, the first from that of the preamble: so a block
/// that is out of place, or left over from another file, is found like one that is damaged.
///
/// One block holds the header, then come any number of blocks with profiles, then one with the
/// trailer; the file ends with it. A profile is its customer id, its length before it, and its row
/// as in the changelog, without that record's header and checksum.
package enum CheckpointFormat {
    /// The version that is written.
    package static let version: UInt32 = 1
    /// The first bytes of every checkpoint, whatever its version.
    package static let mark: [UInt8] = [0x89, 0x4D, 0x52, 0x54, 0x4C, 0x0D, 0x0A, 0x1A]
    /// Bytes of the preamble.
    package static let preambleSize = 12
    /// Bytes of a block before its content.
    package static let frameSize = 5
    /// Bytes of a block after its content.
    package static let checkSize = 4

    /// What a block holds.
    package enum Kind: UInt8, Sendable {
        case header = 1
        case profiles, trailer
    }

    /// Why a file cannot be used.
    package enum Problem: Error, Sendable, Equatable {
        /// It does not begin like a checkpoint.
        case foreign
        /// Written in a format that this program does not know.
        case version(UInt32)
        /// It ends too early.
        case truncated
        /// It is not as it was written; the offset of the block in which that shows.
        case damaged(at: Int)
    }
}

extension CheckpointFormat.Problem: CustomStringConvertible {
    /// What is wrong, to stand behind "the file".
    package var description: String {
        switch self {
        case .foreign: "is not a checkpoint"
        case .version(let version):
            "has format \(version), and this program reads format \(CheckpointFormat.version)"
        case .truncated: "is cut short"
        case .damaged(let offset): "is damaged in the block at byte \(offset)"
        }
    }
}

extension [UInt8] {
    /// Appends a number as four bytes, the lowest first.
    mutating func appendLittleEndian(_ number: UInt32) {
        for shift in [0, 8, 16, 24] as [UInt32] {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

extension Span<UInt8> {
    /// Four bytes as a number, the lowest first.
    func littleEndian(at start: Int) -> UInt32 {
        var number: UInt32 = 0
        for index in 0..<4 { number |= UInt32(self[start + index]) << (8 * UInt32(index)) }
        return number
    }
}
