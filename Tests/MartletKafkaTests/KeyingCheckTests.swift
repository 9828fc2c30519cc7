import MartletKafka
import MartletStream
import Testing

/// Inputs that are keyed in different ways are told apart.
@Suite struct KeyingCheckTests {
    private enum Way {
        case murmur2, crc32, length
    }

    private let partitions: Int32 = 6

    private func partition(_ key: [UInt8], _ way: Way) -> Int32 {
        switch way {
        case .murmur2: KeyPartitioner(partitions: partitions).partition(of: key.span)
        case .crc32: Int32(KeyingCheck.crc32(key.span) % UInt32(partitions))
        case .length: Int32(key.count) % partitions
        }
    }

    private func key(_ number: Int) -> [UInt8] { Array("customer-\(number)".utf8) }

    /// Shows the check the keys of two inputs, a member's own partitions only.
    private func check(
        _ first: Way, _ second: Way, keys: Range<Int> = 0..<400, own: Set<Int32>? = nil
    ) -> (finding: String?, conflicts: Int) {
        var check = KeyingCheck(inputs: ["purchases", "browses"], partitions: Int(partitions))
        for number in keys {
            for (input, way) in [first, second].enumerated() {
                let key = key(number)
                let partition = partition(key, way)
                if own?.contains(partition) ?? true {
                    check.see(key.span, input: UInt16(input), partition: partition)
                }
            }
        }
        return (check.takeFinding(), check.conflicts)
    }

    @Test func theSameWayIsFine() {
        for way in [Way.murmur2, .crc32, .length] {
            #expect(check(way, way).finding == nil)
            #expect(check(way, way).conflicts == 0)
        }
    }

    @Test func differentWaysAreFound() throws {
        for (first, second) in [(Way.murmur2, Way.crc32), (.crc32, .murmur2), (.murmur2, .length)] {
            let (finding, conflicts) = check(first, second)
            #expect(try #require(finding).contains("purchases and browses"))
            #expect(conflicts > 0)
            #expect(finding?.contains("customer-") == false)
        }
    }

    /// A member that owns one partition sees no key twice, but sees by which hash it comes.
    @Test func aMemberFindsItWithoutSeeingAKeyTwice() throws {
        let (finding, conflicts) = check(.murmur2, .crc32, own: [2])
        #expect(conflicts == 0)
        #expect(try #require(finding).contains("murmur2"))
        #expect(try #require(finding).contains("CRC-32"))
    }

    @Test func fewKeysProveNothing() {
        #expect(check(.murmur2, .crc32, keys: 0..<20, own: [2]).finding == nil)
    }

    @Test func anInputWithTwoKindsOfProducersIsFound() throws {
        var check = KeyingCheck(inputs: ["purchases"], partitions: Int(partitions))
        for number in 0..<100 {
            for way in [Way.murmur2, .crc32] {
                let key = key(number)
                check.see(key.span, input: 0, partition: partition(key, way))
            }
        }
        let finding = check.takeFinding()
        #expect(finding?.contains("partitions of purchases") == true)
        let again = check.takeFinding()
        #expect(again == nil)
    }

    @Test func onePartitionIsNeverWrong() {
        var check = KeyingCheck(inputs: ["a", "b"], partitions: 1)
        for number in 0..<100 { check.see(key(number).span, input: 0, partition: 0) }
        let finding = check.takeFinding()
        #expect(finding == nil)
    }

    /// The check value of CRC-32/ISO-HDLC, which is that of the digits 1 to 9.
    @Test func theChecksumIsThatOfZlib() {
        #expect(KeyingCheck.crc32(Array("123456789".utf8).span) == 0xCBF4_3926)
    }
}
