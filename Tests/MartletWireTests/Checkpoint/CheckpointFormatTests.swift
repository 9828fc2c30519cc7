import MartletProfile
import Testing

@testable import MartletWire

/// A checkpoint gives back what was written, or says that it cannot.
@Suite struct CheckpointFormatTests {
    private let plan: Plan
    private let bytes: [UInt8]
    private let ends: [Int]
    private let content: CheckpointFixture.Content

    init() throws {
        plan = try EveryKind.plan()
        let table = EveryKind.table(plan, EveryKind.events(seed: 4, count: 25))
        (bytes, ends) = CheckpointFixture.write(table, size: 1)
        content = try CheckpointFixture.read(bytes, plan)
    }

    /// Why a file is refused; nil if it is read.
    private func problem(_ bytes: [UInt8]) -> CheckpointFormat.Problem? {
        do throws(CheckpointFormat.Problem) {
            _ = try CheckpointFixture.read(bytes, plan)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [1, 2, 3, 100]) func profilesComeBack(size: Int) throws {
        for seed: UInt64 in 0..<10 {
            let table = EveryKind.table(plan, EveryKind.events(seed: seed, count: 60))
            let (bytes, ends) = CheckpointFixture.write(table, size: size)
            let found = try CheckpointFixture.read(bytes, plan)
            #expect(found.header == CheckpointFixture.header(plan))
            #expect(found.trailer == CheckpointTrailer(profiles: table.count, offsets: [18, 5]))
            #expect(ends.count == 3 + (table.count + size - 1) / size, "seed \(seed)")
            var same = ProfileTable(plan: plan)
            for record in EveryKind.records(table) {
                var image = RowImage()
                try RowCodec(layout: plan.layoutHash).read(record.value.span, into: &image)
                _ = same.restore(record.customer.span, from: image)
            }
            same.advance(to: found.header.position.clock)
            same.scheduleAll()
            #expect(found.profiles == EveryKind.profiles(same), "seed \(seed)")
        }
    }

    @Test func anEmptyTableIsACheckpointToo() throws {
        let (bytes, ends) = CheckpointFixture.write(ProfileTable(plan: plan), size: 1)
        #expect(try CheckpointFixture.read(bytes, plan).trailer.profiles == 0)
        #expect(ends.count == 3)
    }

    @Test func everyFlippedBitIsFound() {
        #expect(content.profiles.count == 4)
        // All bits of what frames the blocks, one of every byte between.
        let frames = ends.flatMap {
            $0 - CheckpointFormat.checkSize..<$0 + CheckpointFormat.frameSize
        }
        let bits =
            frames.flatMap { byte in (0..<8).map { byte * 8 + $0 } }
            + bytes.indices.map { $0 * 8 + $0 % 8 }
        for bit in bits where bit < bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(problem(damaged) != nil, "bit \(bit)")
        }
    }

    @Test func whatIsWrongIsSaid() {
        var damaged = bytes
        damaged[3] ^= 1
        #expect(problem(damaged) == .foreign)
        damaged = bytes
        damaged[8] = 7
        #expect(problem(damaged) == .version(7))
        for (block, start) in ends.dropLast().enumerated() {
            damaged = bytes
            damaged[start + CheckpointFormat.frameSize + 1] ^= 0x10
            #expect(problem(damaged) == .damaged(at: start), "block \(block)")
        }
    }

    @Test func everyTruncationIsFound() {
        for count in bytes.indices where count % 3 == 0 || ends.contains(count) {
            let found = problem(Array(bytes[..<count]))
            #expect(found == .truncated || found == .foreign, "\(count) bytes: \(found as Any)")
        }
    }

    @Test func whatFollowsTheEndIsFound() {
        #expect(problem(bytes + [0]) == .damaged(at: bytes.count))
        #expect(problem(bytes + bytes) == .damaged(at: bytes.count))
    }

    /// Blocks that are sound by themselves, but not where they belong.
    @Test func misplacedBlocksAreFound() {
        let blocks = zip(ends, ends.dropFirst()).map { Array(bytes[$0..<$1]) }
        let preamble = Array(bytes[..<ends[0]])
        func file(_ order: [Int]) -> [UInt8] { preamble + order.flatMap { blocks[$0] } }
        let order = Array(blocks.indices)
        #expect(problem(file(order)) == nil)
        for gone in order { #expect(problem(file(order.filter { $0 != gone })) != nil) }
        for twice in order {
            #expect(problem(file(order.flatMap { $0 == twice ? [$0, $0] : [$0] })) != nil)
        }
        for index in order.dropLast() {
            var swapped = order
            swapped.swapAt(index, index + 1)
            #expect(problem(file(swapped)) != nil)
        }
    }

    /// What a write that never reached the disk leaves behind: a piece of the file that was there
    /// before.
    @Test func piecesOfAnotherFileAreFound() {
        let table = EveryKind.table(plan, EveryKind.events(seed: 5, count: 25))
        let (other, _) = CheckpointFixture.write(table, size: 1)
        for start in stride(from: 0, to: min(other.count, bytes.count), by: 128) {
            let end = min(start + 128, other.count, bytes.count)
            guard other[start..<end] != bytes[start..<end] else { continue }
            var mixed = bytes
            mixed.replaceSubrange(start..<end, with: other[start..<end])
            #expect(problem(mixed) != nil, "from \(start)")
        }
    }

    @Test func randomDamageNeverCrashes() {
        var random = SplitMix64(seed: 9)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<1 + random.next() % 8 {
                damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() % 256)
            }
            if damaged != bytes { #expect(problem(damaged) != nil) }
        }
        for length in 0..<500 {
            let noise = (0..<length).map { _ in UInt8(random.next() % 256) }
            #expect(problem(noise) != nil)
            #expect(problem(CheckpointFormat.mark + [1, 0, 0, 0] + noise) != nil)
        }
    }

    /// Behind a sound checksum too, nothing is believed.
    @Test func soundBlocksOfNonsenseNeverCrash() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<2_000 {
            var file = Array(bytes[..<ends[0]])
            var chain = CRC32C()
            chain.update(file.span)
            for kind in [UInt8(1), 2, 3].prefix(1 + Int(random.next() % 3)) {
                let start = file.count
                let count = Int(random.next() % 60)
                file.append(kind)
                file.appendLittleEndian(UInt32(count))
                for _ in 0..<count { file.append(UInt8(random.next() % 256)) }
                chain.update(file.span.extracting(start..<file.count))
                file.appendLittleEndian(chain.value)
            }
            _ = problem(file)
        }
    }
}
