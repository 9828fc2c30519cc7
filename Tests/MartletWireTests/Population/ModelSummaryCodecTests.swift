import MartletProfile
import Testing

@testable import MartletWire

/// Summaries of a population as records.
@Suite struct ModelSummaryCodecTests {
    private static func summary(
        _ kind: ModelSummary.Kind, _ count: Int, seed: UInt64
    ) -> ModelSummary {
        var random = SplitMix64(seed: seed)
        var summary = ModelSummary(kind)
        let number = { (random: inout SplitMix64, bits: UInt64) in
            Int64(random.next() >> (63 - random.next() % bits))
        }
        for _ in 0..<count {
            switch kind {
            case .purchases:
                let age = number(&random, 36)
                summary.add(
                    repeats: Int(number(&random, 9)), silence: number(&random, 36) % (age + 1),
                    age: age)
            case .spend:
                summary.add(
                    purchases: 1 + Int(number(&random, 6)),
                    amount: FixedDecimal(millionths: 1 + number(&random, 62)))
            case .rhythm:
                var gaps = GapSummary()
                for _ in 0..<1 + random.next() % 3 {
                    gaps.add(days: Double(number(&random, 20)) / 1_000)
                }
                summary.add(gaps)
            case .scores:
                let amount = number(&random, 62)
                summary.add(
                    days: number(&random, 10), purchases: 1 + Int(number(&random, 6)),
                    amount: FixedDecimal(millionths: random.next() % 5 == 0 ? -amount : amount))
            }
        }
        return summary
    }

    @Test(arguments: ModelSummary.Kind.allCases)
    func `what is written is read`(kind: ModelSummary.Kind) {
        let codec = ModelSummaryCodec(kind, hash: 77)
        for (count, seed) in zip([0, 1, 40, 3_000, 60_000], UInt64(1)...) {
            let summary = Self.summary(kind, count, seed: seed)
            let record = codec.encode(summary)
            #expect(codec.decode(record) == summary, "seed \(seed)")
            #expect(record.count < 500_000, "\(record.count) bytes, seed \(seed)")
        }
    }

    @Test(arguments: ModelSummary.Kind.allCases)
    func `damaged and foreign records are no summaries`(kind: ModelSummary.Kind) {
        let codec = ModelSummaryCodec(kind, hash: 77)
        let record = codec.encode(Self.summary(kind, 50, seed: 9))
        for place in record.indices {
            var damaged = record
            damaged[place] ^= 0x41
            #expect(codec.decode(damaged) == nil, "byte \(place)")
        }
        for count in record.indices { #expect(codec.decode(Array(record[..<count])) == nil) }
        #expect(ModelSummaryCodec(kind, hash: 78).decode(record) == nil)
        #expect(codec.decode([]) == nil)
    }

    /// A checksum keeps chance away, and says nothing of what somebody has made up.
    @Test func `records that are sealed and senseless are no summaries`() {
        let codec = ModelSummaryCodec(.purchases, hash: 77)
        let sealed = { (body: [UInt64]) in
            var bytes = SummaryRecord.begin(version: ModelSummaryCodec.version, hash: 77)
            for number in body { bytes.appendVarint(number) }
            return codec.decode(SummaryRecord.ended(bytes))
        }
        #expect(sealed([64, 1, 3, 2, 2, 4])?.customers == 3)
        #expect(sealed([64, 1, 3, 2, 2, 4, 0]) == nil, "more than it says")
        #expect(sealed([64, 2, 3, 2, 2, 4]) == nil, "less than it says")
        #expect(sealed([65, 1, 3, 2, 2, 4]) == nil, "no precision")
        #expect(sealed([20, 1, 3, 2, 2, 4]) == nil, "no precision")
        #expect(sealed([64, 1, 0, 2, 2, 4]) == nil, "nobody")
        #expect(sealed([64, 1, .max, 2, 2, 4]) == nil, "less than nobody")
        #expect(sealed([64, 1, 1 << 50, 2, 2, 4]) == nil, "more than there are")
        #expect(sealed([64, 1, 1, .max, .max, 2, 4]) == nil, "beyond all numbers")
        #expect(sealed([5, 2, 1, 2, 2, 4, 1, 2, 2, 4]) == nil, "one place twice")
        #expect(sealed([]) == nil)
    }
}
