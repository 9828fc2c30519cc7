import MartletKafka
import MartletStream
import Testing

extension KafkaSuite {
    /// What a plain producer writes, a reader reads.
    @Suite(.serialized) struct RoundTripTests {
        @Test func keysValuesAndHeadersComeBack() throws {
            let fixture = try Fixture()
            let producer = try fixture.producer()
            try producer.send(
                topic: 0, partition: 1, key: Array("c42".utf8), value: Array("{}".utf8),
                timestamp: 1_700_000_000_123,
                headers: [(name: "ce_id", value: Array("e1".utf8)), (name: "empty", value: [])])
            try producer.send(
                topic: 0, partition: 1, key: nil, value: [], timestamp: 7,
                headers: [(name: "null", value: nil)])
            try producer.send(topic: 0, partition: 1, key: [], value: nil, timestamp: 8)
            try producer.flush(timeout: 10_000)

            let records = try fixture.readAll(["purchases"])
            try #require(records.count == 3)
            #expect(records.map(\.partition) == [1, 1, 1])
            #expect(records.map(\.offset) == [0, 1, 2])
            #expect(records.map(\.timestamp) == [1_700_000_000_123, 7, 8])
            #expect(records[0].key == Array("c42".utf8))
            #expect(records[0].text == "{}")
            #expect(
                records[0].headers == [
                    ReadRecord.Header("ce_id", Array("e1".utf8)), ReadRecord.Header("empty", []),
                ])
            #expect(records[1].key == nil)
            #expect(records[1].value == [])
            #expect(records[1].headers == [ReadRecord.Header("null", nil)])
            #expect(records[2].key == [])
            #expect(records[2].value == nil)
            #expect(records[2].headers.isEmpty)
        }

        /// The known answers are those of Kafka's own UtilsTest.
        @Test func theExpectedHashIsKafkas() {
            #expect(Int32(bitPattern: Murmur2.hash(Array("21".utf8))) == -973_932_308)
            #expect(Int32(bitPattern: Murmur2.hash(Array("foobar".utf8))) == -790_332_482)
            #expect(Int32(bitPattern: Murmur2.hash(Array("abc".utf8))) == 479_470_107)
        }

        @Test func keysArePartitionedAsByJavaClients() throws {
            let fixture = try Fixture()
            let producer = try fixture.producer(["changes"])
            let keys = ["c42", "21", "foobar", "a-little-bit-long-string"]
            for key in keys { try producer.send(key: Array(key.utf8), value: [1]) }
            try producer.flush(timeout: 10_000)
            let records = try fixture.readAll(["changes"])
            for key in keys {
                let record = try #require(records.first { $0.key == Array(key.utf8) })
                let hash = Murmur2.hash(Array(key.utf8)) & 0x7fff_ffff
                #expect(record.partition == Int32(hash % 3), "key \(key)")
            }
        }

        @Test func manyRecordsOfSeveralTopicsComeInOrder() throws {
            let fixture = try Fixture()
            try fixture.feed(5_000, input: 0)
            try fixture.feed(3_000, input: 1)
            let records = try fixture.readAll(["purchases", "browses"])
            #expect(records.count == 16_000)
            for input in 0..<2 {
                for partition in Int32(0)..<2 {
                    let own = records.filter { $0.input == input && $0.partition == partition }
                    #expect(own.compactMap(\.text) == (0..<own.count).map(String.init))
                    #expect(own.count == (input == 0 ? 5_000 : 3_000))
                }
            }
        }
    }
}

extension ReadRecord.Header {
    init(_ name: String, _ value: [UInt8]?) {
        self.init(name: name, value: value)
    }
}
