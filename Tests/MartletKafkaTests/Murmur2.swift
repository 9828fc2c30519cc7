/// Kafka's hash of keys, written from its definition in
/// org.apache.kafka.common.utils.Utils.murmur2.
enum Murmur2 {
    static func hash(_ bytes: [UInt8]) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var h = 0x9747_b28c ^ UInt32(bytes.count)
        var index = 0
        while index + 4 <= bytes.count {
            var k =
                UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
                | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24
            k = k &* m
            k ^= k >> 24
            k = k &* m
            h = (h &* m) ^ k
            index += 4
        }
        let rest = bytes.count - index
        if rest >= 3 { h ^= UInt32(bytes[index + 2]) << 16 }
        if rest >= 2 { h ^= UInt32(bytes[index + 1]) << 8 }
        if rest >= 1 { h = (h ^ UInt32(bytes[index])) &* m }
        h ^= h >> 13
        h = h &* m
        return h ^ (h >> 15)
    }
}
