/// The partition of a key as the Java clients' default partitioner chooses it.
///
/// `toPositive(murmur2(key)) % partitions`; whoever fills a topic by it puts a customer's records
/// where every Kafka producer with `murmur2_random` puts them.
public struct KeyPartitioner: Sendable, Equatable {
    /// Number of partitions of the topic.
    public let partitions: Int32

    /// Makes a partitioner for topics of `partitions` partitions, at least 1.
    @inlinable
    public init(partitions: Int32) {
        precondition(partitions > 0)
        self.partitions = partitions
    }

    /// The partition of a key that is not null, 0 to ``partitions`` - 1.
    @inlinable
    public func partition(of key: Span<UInt8>) -> Int32 {
        (Self.murmur2(key) & 0x7FFF_FFFF) % partitions
    }

    /// The 32-bit MurmurHash2 of a key, with the seed that Kafka uses.
    ///
    /// Source: Kafka's `Utils.murmur2` (clients/src/main/java/org/apache/kafka/common/utils).
    /// Costs about 1 ns per 4 bytes.
    @inlinable
    public static func murmur2(_ key: Span<UInt8>) -> Int32 {
        let multiplier: UInt32 = 0x5BD1_E995
        var hash = 0x9747_B28C ^ UInt32(truncatingIfNeeded: key.count)
        var index = 0
        while index + 4 <= key.count {
            var word =
                UInt32(key[index]) | UInt32(key[index + 1]) << 8 | UInt32(key[index + 2]) << 16
                | UInt32(key[index + 3]) << 24
            word &*= multiplier
            word ^= word >> 24
            word &*= multiplier
            hash = hash &* multiplier ^ word
            index += 4
        }
        if index < key.count {
            var shift: UInt32 = 0
            while index < key.count {
                hash ^= UInt32(key[index]) << shift
                shift += 8
                index += 1
            }
            hash &*= multiplier
        }
        hash ^= hash >> 13
        hash &*= multiplier
        hash ^= hash >> 15
        return Int32(bitPattern: hash)
    }
}
