import MartletProfile
import Testing

@testable import MartletWire

@Suite struct RowCodecTests {
    private static func restored(
        _ plan: Plan, _ records: [(customer: [UInt8], value: [UInt8])], clock: Instant
    ) throws -> ProfileTable {
        var table = ProfileTable(plan: plan)
        let codec = RowCodec(layout: plan.layoutHash)
        var image = RowImage()
        for (customer, value) in records {
            try codec.read(value.span, into: &image)
            let row = table.restore(customer, from: image)
            #expect(row != nil)
        }
        table.advance(to: clock)
        table.scheduleAll()
        return table
    }

    @Test(arguments: 0..<40) func everyProfileComesBack(seed: Int) throws {
        let plan = try EveryKind.plan()
        var table = EveryKind.table(
            plan, EveryKind.events(seed: UInt64(seed), count: 5 + seed * 3))
        // Texts have other numbers in the second table, so the third must be the same again.
        var second = try Self.restored(
            plan, EveryKind.records(table).reversed(), clock: table.clock)
        let third = try Self.restored(plan, EveryKind.records(second), clock: table.clock)
        let profiles = EveryKind.profiles(table)
        #expect(!profiles.isEmpty)
        #expect(EveryKind.profiles(second) == profiles, "seed \(seed)")
        #expect(EveryKind.profiles(third) == profiles, "seed \(seed)")
        #expect(second.members == table.members, "seed \(seed)")
        // And they live on alike.
        let later = Instant(milliseconds: table.clock.milliseconds + 90_000_000)
        EveryKind.pass(&table, to: later)
        EveryKind.pass(&second, to: later)
        #expect(EveryKind.profiles(second) == EveryKind.profiles(table), "seed \(seed)")
        #expect(second.members == table.members, "seed \(seed)")
    }

    @Test func aSecondRecordReplacesTheFirst() throws {
        let plan = try EveryKind.plan()
        let events = EveryKind.events(seed: 8, count: 60)
        let early = EveryKind.table(plan, Array(events.prefix(20)))
        let late = EveryKind.table(plan, events)
        let table = try Self.restored(
            plan, EveryKind.records(early) + EveryKind.records(late), clock: late.clock)
        #expect(EveryKind.profiles(table) == EveryKind.profiles(late))
        #expect(table.members == late.members)
    }

    @Test(arguments: 0..<6) func damagedRecordsAreRefused(seed: Int) throws {
        let plan = try EveryKind.plan()
        let table = EveryKind.table(plan, EveryKind.events(seed: UInt64(seed), count: 40))
        let codec = RowCodec(layout: plan.layoutHash)
        var image = RowImage()
        for (_, value) in EveryKind.records(table) {
            for length in 0..<value.count {
                #expect(throws: RowCodec.Problem.damaged, "seed \(seed), \(length) bytes") {
                    try codec.read(Array(value.prefix(length)).span, into: &image)
                }
            }
            for bit in 0..<value.count * 8 {
                var damaged = value
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                let problem: RowCodec.Problem = bit < 8 ? .version(damaged[0]) : .damaged
                #expect(throws: problem, "seed \(seed), bit \(bit)") {
                    try codec.read(damaged.span, into: &image)
                }
            }
        }
    }

    /// A record that is whole but was not made from a row of this layout.
    @Test(arguments: 0..<20) func imagesThatDoNotFitAreRefusedAndChangeNothing(seed: Int) throws {
        let plan = try EveryKind.plan()
        let table = EveryKind.table(plan, EveryKind.events(seed: UInt64(seed), count: 40))
        var random = SplitMix64(seed: UInt64(seed))
        var other = ProfileTable(plan: plan)
        for row in table.rows {
            var image = RowImage()
            table.export(row, into: &image)
            for change in 0..<5 {
                var wrong = image
                switch change {
                case 0: wrong.words.removeLast()
                case 1: wrong.words.append(0)
                case 2: wrong.words[0] = 1 << 32
                case 3: wrong.words[0] = -1
                default: wrong.words.removeSubrange(random.below(wrong.words.count)...)
                }
                #expect(other.restore([65], from: wrong) == nil, "seed \(seed), \(change)")
                #expect(other.count == 0)
            }
        }
    }

    @Test func randomBytesNeverCrash() throws {
        let codec = RowCodec(layout: 7)
        var random = SplitMix64(seed: 1)
        for length in 0..<2_000 {
            var value: [UInt8] = []
            codec.appendHeader(to: &value)
            for _ in 0..<length % 100 { value.append(UInt8(random.next() % 256)) }
            // With a sound checksum, so that everything behind it is tried.
            codec.appendChecksum(of: 0, to: &value)
            var image = RowImage()
            try? codec.read(value.span, into: &image)
            _ = try? RowCodec.readPosition(value.span)
        }
    }

    @Test func versionAndPlanAreChecked() throws {
        let codec = RowCodec(layout: 0xA1B2_C3D4)
        var bytes: [UInt8] = []
        codec.append(RowImage(), to: &bytes)
        #expect(bytes == [1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 0, 0xB5, 0x62, 0xEB, 0xE0])
        var image = RowImage()
        try codec.read(bytes.span, into: &image)
        #expect(throws: RowCodec.Problem.otherPlan) {
            try RowCodec(layout: 0xA1B2_C3D5).read(bytes.span, into: &image)
        }
        for (value, problem) in [
            ([], .damaged), ([1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 0, 0], .damaged),
            ([3] + bytes.dropFirst(), .version(3)), (bytes + [0], .damaged),
            (sealed([1, 0xA1, 0xB2, 0xC3, 0xD4]), .damaged),
            (sealed([1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 0, 0]), .damaged),
            (sealed([1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 1, 0x80]), .damaged),
            (sealed([1, 0xA1, 0xB2, 0xC3, 0xD4, 0, 1, 9]), .damaged),
            (sealed([1, 0xA1, 0xB2, 0xC3, 0xD4] + [UInt8](repeating: 0xFF, count: 11)), .damaged),
        ] as [([UInt8], RowCodec.Problem)] {
            #expect(throws: problem) { try codec.read(value.span, into: &image) }
        }
    }

    private func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        RowCodec(layout: 0).appendChecksum(of: 0, to: &bytes)
        return bytes
    }

    @Test(arguments: [0, 1, -1, 63, -64, 64, .max, .min, Int64.min + 1, 1 << 40])
    func varintsHoldEveryNumber(number: Int64) throws {
        var bytes: [UInt8] = []
        bytes.appendVarint(number.zigzag)
        var reader = ByteReader(position: 0)
        #expect(try reader.varint(bytes.span).unzigzag == number)
        #expect(reader.position == bytes.count)
    }

    @Test func positionsComeBack() throws {
        let codec = RowCodec(layout: 7)
        for clock in [Instant.distantPast, Instant(milliseconds: 5), .never] {
            let position = ShardPosition(
                clock: clock, offsets: [-1, 0, .max], rules: "b7c1f0e2",
                topics: ["purchases", "b", "grün"], partitions: 12, incarnation: .max,
                isFiring: clock == .never, models: clock == .distantPast ? nil : "0badcafe")
            var bytes: [UInt8] = []
            codec.append(position, to: &bytes)
            #expect(try RowCodec.readPosition(bytes.span) == position)
            for count in bytes.indices {
                #expect(throws: RowCodec.Problem.self) {
                    try RowCodec.readPosition(bytes.span.extracting(0..<count))
                }
            }
            bytes[0] = 3
            #expect(throws: RowCodec.Problem.version(3)) {
                try RowCodec.readPosition(bytes.span)
            }
        }
    }

    @Test func offsetsGoByTopic() {
        let position = ShardPosition(
            clock: .never, offsets: [5, 7], rules: "", topics: ["purchases", "browses"])
        #expect(position.offset(ofInput: 0, topic: "browses") == 7)
        #expect(position.offset(ofInput: 1, topic: "purchases") == 5)
        #expect(position.offset(ofInput: 0, topic: "returns") == -1)
        let old = ShardPosition(clock: .never, offsets: [5, 7], rules: "")
        #expect(old.offset(ofInput: 1, topic: "purchases") == 7)
        #expect(old.offset(ofInput: 2, topic: "purchases") == -1)
    }
}

extension ProfileTable {
    fileprivate mutating func restore(_ customer: [UInt8], from image: RowImage) -> Int? {
        restore(customer.span, from: image)
    }
}
