import MartletProfile
import Testing

@testable import MartletWire

/// Checkpoints of small tables, written and read as a whole.
enum CheckpointFixture {
    /// What reading a file has come to.
    struct Content: Equatable {
        var header: CheckpointHeader
        var profiles: [String]
        var trailer: CheckpointTrailer
    }

    static func header(_ plan: Plan) -> CheckpointHeader {
        var record: [UInt8] = []
        PlanCodec.append(plan.rowDescription, to: &record)
        let position = ShardPosition(
            clock: Instant(milliseconds: 1_735_779_600_001), offsets: [17, -1],
            rules: plan.fingerprint, topics: ["purchases", "browses"], partitions: 6,
            incarnation: 1_735_689_600_000)
        return CheckpointHeader(
            changelog: "cluster/shop.changelog", partition: 3, layout: plan.layoutHash,
            plan: record, changelogOffset: 4711, created: Instant(milliseconds: 1_735_779_700_000),
            position: position)
    }

    /// The checkpoint of a table, `size` profiles to a block, and where its blocks end.
    static func write(
        _ table: borrowing ProfileTable, size: Int
    ) -> (bytes: [UInt8], ends: [Int]) {
        var encoder = CheckpointEncoder()
        var bytes: [UInt8] = []
        encoder.append(header(table.plan), to: &bytes)
        var ends = [CheckpointFormat.preambleSize, bytes.count]
        var image = RowImage()
        for (index, row) in table.rows.enumerated() {
            table.export(row, into: &image)
            encoder.append(table.customer(row), image, to: &bytes)
            if index % size == size - 1 {
                encoder.endProfiles(in: &bytes)
                ends.append(bytes.count)
            }
        }
        encoder.endProfiles(in: &bytes)
        if ends.last != bytes.count { ends.append(bytes.count) }
        encoder.appendTrailer(offsets: [18, 5], to: &bytes)
        return (bytes, ends + [bytes.count])
    }

    /// Reads a file as a whole; profiles as JSON, sorted.
    static func read(
        _ bytes: [UInt8], _ plan: Plan
    ) throws(CheckpointFormat.Problem) -> Content {
        var decoder = CheckpointDecoder(size: bytes.count)
        var position = 0
        var header: CheckpointHeader?
        var trailer: CheckpointTrailer?
        var table = ProfileTable(plan: plan)
        var image = RowImage()
        while decoder.wanted > 0 {
            let end = min(bytes.count, position + decoder.wanted)
            let part = bytes.span.extracting(position..<end)
            position = end
            switch try decoder.take(part) {
            case .none: break
            case .header(let found): header = found
            case .trailer(let found): trailer = found
            case .profiles:
                while let customer = try decoder.nextProfile(of: part, into: &image) {
                    guard table.restore(part.extracting(customer), from: image) != nil else {
                        throw .damaged(at: position)
                    }
                }
            }
        }
        guard let header, let trailer else { throw .truncated }
        table.advance(to: header.position.clock)
        table.scheduleAll()
        return Content(
            header: header, profiles: EveryKind.profiles(table), trailer: trailer)
    }
}
