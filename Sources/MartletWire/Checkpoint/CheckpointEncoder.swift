package import MartletProfile

/// Turns a shard's profiles into the bytes of a checkpoint, block by block.
package struct CheckpointEncoder: Sendable {
    private var chain = CRC32C()
    private var blockStart = 0
    private var isOpen = false
    /// Profiles so far.
    package private(set) var profiles = 0

    /// Makes an encoder at the start of a file.
    package init() {}

    /// Appends the preamble and the header.
    package mutating func append(_ header: CheckpointHeader, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes += CheckpointFormat.mark
        bytes.appendLittleEndian(CheckpointFormat.version)
        chain.update(bytes.span.extracting(start..<bytes.count))
        beginBlock(.header, in: &bytes)
        header.append(to: &bytes)
        endBlock(in: &bytes)
    }

    /// Appends a profile, in a block that is begun if need be.
    package mutating func append(
        _ customer: Span<UInt8>, _ image: borrowing RowImage, to bytes: inout [UInt8]
    ) {
        if !isOpen { beginBlock(.profiles, in: &bytes) }
        bytes.appendVarint(UInt64(customer.count))
        bytes.append(customer)
        RowCodec.appendBody(image, to: &bytes)
        profiles += 1
    }

    /// Bytes of the block that is open.
    package func openBytes(in bytes: [UInt8]) -> Int { isOpen ? bytes.count - blockStart : 0 }

    /// Ends the block of profiles, if one is open.
    package mutating func endProfiles(in bytes: inout [UInt8]) {
        if isOpen { endBlock(in: &bytes) }
    }

    /// Appends the end of the file.
    ///
    /// - Parameters:
    ///   - offsets: How far the inputs were read when the last profile was written.
    ///   - bytes: Receives it.
    package mutating func appendTrailer(offsets: [Int64], to bytes: inout [UInt8]) {
        endProfiles(in: &bytes)
        beginBlock(.trailer, in: &bytes)
        CheckpointTrailer(profiles: profiles, offsets: offsets).append(to: &bytes)
        endBlock(in: &bytes)
    }

    private mutating func beginBlock(_ kind: CheckpointFormat.Kind, in bytes: inout [UInt8]) {
        blockStart = bytes.count
        isOpen = true
        bytes.append(kind.rawValue)
        bytes.appendLittleEndian(0)
    }

    private mutating func endBlock(in bytes: inout [UInt8]) {
        let count = UInt32(bytes.count - blockStart - CheckpointFormat.frameSize)
        for index in 0..<4 {
            bytes[blockStart + 1 + index] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(index)))
        }
        chain.update(bytes.span.extracting(blockStart..<bytes.count))
        bytes.appendLittleEndian(chain.value)
        isOpen = false
    }
}
