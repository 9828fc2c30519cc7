import MartletStream
import Testing

@Suite struct KeyPartitionerTests {
    /// The vectors of Kafka's own `UtilsTest.testMurmur2`.
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func hashesAsKafkaDoes(key: String, expected: Int32) {
        #expect(KeyPartitioner.murmur2(Array(key.utf8).span) == expected)
    }

    @Test func everyTailLengthCounts() {
        let keys = ["", "a", "ab", "abc", "abcd", "abcde"]
        let hashes = keys.map { KeyPartitioner.murmur2(Array($0.utf8).span) }
        #expect(Set(hashes).count == keys.count)
    }

    @Test func partitionIsThePositiveHashModuloTheCount() {
        let key = Array("foobar".utf8)
        #expect(
            KeyPartitioner(partitions: 7).partition(of: key.span) == (-790_332_482 & 0x7FFF_FFFF)
                % 7)
        #expect(KeyPartitioner(partitions: 1).partition(of: key.span) == 0)
    }

    @Test func keysSpreadEvenly() {
        let partitioner = KeyPartitioner(partitions: 8)
        var counts = [Int](repeating: 0, count: 8)
        for number in 0..<8_000 {
            counts[Int(partitioner.partition(of: Array("c\(number)".utf8).span))] += 1
        }
        #expect(counts.allSatisfy { (850...1150).contains($0) })
    }
}
