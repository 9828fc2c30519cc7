import MartletStream

/// Looks out for inputs that are keyed in different ways, which would split a customer's profile.
///
/// Clients hash a key with murmur2 (Java) or CRC-32 (librdkafka's default) to choose its partition,
/// so two inputs written by different clients may hold one customer on two partitions. That shows
/// in two ways: the same key comes from two partitions, or the keys of one input fit a hash that
/// those of another do not. The second is seen by every member of the group on its own.
///
/// It is a check of samples: it follows about a thousand keys, and after the first records of an
/// input only every eighth. It keeps hashes, never a key.
package struct KeyingCheck: Sendable {
    /// How an input's keys are spread over its partitions.
    enum Method: Sendable, Equatable {
        /// As by Java clients.
        case murmur2
        /// As by librdkafka's default.
        case crc32
        /// In some other way, or in several.
        case other
    }

    /// A key that is followed.
    private struct Sample {
        var hash: UInt64
        var partition: Int32
        var input: UInt16
        /// The inputs, below 64, in which it was seen.
        var inputs: UInt64
    }

    private struct Tally {
        var records = 0
        var keys = 0
        var murmur2 = 0
        var crc32 = 0

        var method: Method? {
            guard keys >= KeyingCheck.enough else { return nil }
            return murmur2 == keys ? .murmur2 : crc32 == keys ? .crc32 : .other
        }
    }

    private let inputs: [String]
    private let partitioner: KeyPartitioner
    private var samples: [Sample?]
    private var tallies: [Tally]
    private var hasWarned = false
    /// What is to be told to a person, once.
    private var finding: String?
    /// How often a key came from another partition than before.
    package private(set) var conflicts = 0

    private static let capacity = 1_024
    /// Keys after which it is no accident that all fit a hash, or that one does not.
    private static let enough = 32
    /// Records of an input that are all looked at.
    private static let thorough = 10_000

    /// Makes a check of inputs that have as many partitions each.
    package init(inputs: [String], partitions: Int) {
        self.inputs = inputs
        partitioner = KeyPartitioner(partitions: Int32(max(partitions, 1)))
        samples = Array(repeating: nil, count: KeyingCheck.capacity)
        tallies = Array(repeating: Tally(), count: inputs.count)
    }

    /// Takes note of a record's key; costs some nanoseconds, mostly for the hash.
    package mutating func see(_ key: Span<UInt8>, input: UInt16, partition: Int32) {
        let input = Int(input)
        tallies[input].records += 1
        let records = tallies[input].records
        guard partitioner.partitions > 1, records < KeyingCheck.thorough || records & 7 == 0 else {
            return
        }
        let murmur2 = KeyPartitioner.murmur2(key)
        let slot = Int(UInt32(bitPattern: murmur2) % UInt32(KeyingCheck.capacity))
        let mask: UInt64 = input < 64 ? 1 << UInt64(input) : 0
        if let sample = samples[slot], sample.inputs & mask != 0 || mask == 0 {
            // Seen before in this input, or another key with the same slot: mostly the former.
            guard UInt32(truncatingIfNeeded: sample.hash) == UInt32(bitPattern: murmur2),
                sample.partition != partition
            else { return }
        }
        follow(key, murmur2: murmur2, slot: slot, mask: mask, input: input, partition: partition)
    }

    private mutating func follow(
        _ key: Span<UInt8>, murmur2: Int32, slot: Int, mask: UInt64, input: Int, partition: Int32
    ) {
        let crc32 = KeyingCheck.crc32(key)
        let hash = UInt64(crc32) << 32 | UInt64(UInt32(bitPattern: murmur2))
        var sample =
            samples[slot]
            ?? Sample(hash: hash, partition: partition, input: UInt16(input), inputs: 0)
        guard sample.hash == hash else { return }
        if sample.partition != partition {
            conflicts += 1
            let other = Int(sample.input)
            find(
                input == other
                    ? "the same key comes from different partitions of \(inputs[input])"
                    : "the same key comes from different partitions of \(inputs[other]) and "
                        + inputs[input])
        }
        if sample.inputs & mask == 0 {
            sample.inputs |= mask
            let count = UInt32(partitioner.partitions)
            tallies[input].keys += 1
            if partitioner.partition(of: key) == partition { tallies[input].murmur2 += 1 }
            if Int32(crc32 % count) == partition { tallies[input].crc32 += 1 }
            compareMethods()
        }
        samples[slot] = sample
    }

    private mutating func compareMethods() {
        let methods = tallies.indices.compactMap { input in
            tallies[input].method.map { (input: inputs[input], method: $0) }
        }
        guard let known = methods.first(where: { $0.method != .other }),
            let differing = methods.first(where: { $0.method != known.method })
        else { return }
        find(
            "\(known.input) is keyed \(KeyingCheck.words(known.method)), \(differing.input) "
                + KeyingCheck.words(differing.method))
    }

    private mutating func find(_ text: String) {
        guard !hasWarned else { return }
        hasWarned = true
        finding =
            "\(text): a customer's events reach different partitions, so that profiles are split; "
            + "let all producers use the same partitioner"
    }

    /// Hands out what was found, once.
    package mutating func takeFinding() -> String? { finding.take() }

    private static func words(_ method: Method) -> String {
        switch method {
        case .murmur2: "as by Java clients (murmur2)"
        case .crc32: "as by librdkafka's default (CRC-32)"
        case .other: "in another way"
        }
    }

    /// The CRC-32 of zlib, by which librdkafka's partitioner `consistent` goes (rdcrc32.c).
    package static func crc32(_ key: Span<UInt8>) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for index in 0..<key.count {
            crc ^= UInt32(key[index])
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
