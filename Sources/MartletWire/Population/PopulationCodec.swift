public import MartletProfile

/// The binary form of a summary of a population, version 1.
///
/// One byte of version, four of the hash of what the personas compare by, then varints (LEB128) but
/// for marks and values, which are eight bytes each, big-endian; a value that is not known is
/// not a number. At the end four bytes of checksum over all before (FNV-1a).
public struct PopulationCodec: Sendable {
    /// The version that is written.
    static let version: UInt8 = 1

    private let hash: UInt32
    private let features: Int
    private let limit: Int

    /// Makes a codec for the personas of a plan.
    public init(_ book: PersonaBook) {
        hash = book.populationHash
        features = book.definition.features.count
        limit = PopulationSummary.limit(features: features)
    }

    /// The record of a summary.
    public func encode(_ summary: PopulationSummary) -> [UInt8] {
        var bytes = [Self.version]
        Self.append(UInt64(hash), count: 4, to: &bytes)
        bytes.appendVarint(UInt64(summary.sample.seen))
        let customers = summary.sample.customers
        bytes.appendVarint(UInt64(customers.count))
        for customer in customers {
            Self.append(customer.mark, count: 8, to: &bytes)
            for value in customer.values {
                Self.append((value ?? .nan).bitPattern, count: 8, to: &bytes)
            }
        }
        bytes.appendVarint(UInt64(summary.numbers.count))
        for (name, sketch) in summary.numbers.sorted(by: { $0.key < $1.key }) {
            Self.append(name, to: &bytes)
            bytes.appendVarint(UInt64(sketch.bins.count))
            for (bin, count) in sketch.bins.sorted(by: { $0.key < $1.key }) {
                bytes.appendVarint(Int64(bin).zigzag)
                bytes.appendVarint(UInt64(count))
            }
        }
        bytes.appendVarint(UInt64(summary.personas.count))
        for (name, count) in summary.personas.sorted(by: { $0.key < $1.key }) {
            Self.append(name, to: &bytes)
            bytes.appendVarint(UInt64(count))
        }
        Self.append(UInt64(Self.checksum(bytes)), count: 4, to: &bytes)
        return bytes
    }

    /// Reads the record of a summary.
    ///
    /// - Returns: nil if it is damaged, or was written under other personas or by another version.
    public func decode(_ record: [UInt8]) -> PopulationSummary? {
        guard record.count >= 9, record[0] == Self.version else { return nil }
        let bytes = Array(record.dropLast(4))
        guard UInt64(Self.checksum(bytes)) == Self.number(record[bytes.count...]),
            Self.number(record[1..<5]) == UInt64(hash)
        else { return nil }
        return try? read(bytes)
    }

    private func read(_ bytes: [UInt8]) throws(RowCodec.Problem) -> PopulationSummary {
        var reader = ByteReader(position: 5)
        let next = { (reader: inout ByteReader) throws(RowCodec.Problem) -> Int in
            Int(truncatingIfNeeded: try reader.varint(bytes.span))
        }
        let seen = try next(&reader)
        var customers: [PersonaSample.Customer] = []
        for _ in 0..<(try next(&reader)) {
            let mark = try Self.word(bytes, &reader)
            var values: [Double?] = []
            for _ in 0..<features {
                let value = Double(bitPattern: try Self.word(bytes, &reader))
                values.append(value.isNaN ? nil : value)
            }
            customers.append(PersonaSample.Customer(mark: mark, values: values))
        }
        var numbers: [String: QuantileSketch] = [:]
        for _ in 0..<(try next(&reader)) {
            let name = try Self.text(bytes, &reader)
            var bins: [Int32: Int] = [:]
            for _ in 0..<(try next(&reader)) {
                let bin = Int32(truncatingIfNeeded: try reader.varint(bytes.span).unzigzag)
                bins[bin] = try next(&reader)
            }
            numbers[name] = QuantileSketch(bins: bins)
        }
        var personas: [String: Int] = [:]
        for _ in 0..<(try next(&reader)) {
            let name = try Self.text(bytes, &reader)
            personas[name] = try next(&reader)
        }
        guard reader.position == bytes.count, customers.count <= limit else { throw .damaged }
        return PopulationSummary(
            sample: PersonaSample(limit: limit, seen: seen, customers: customers),
            numbers: numbers, personas: personas)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.appendVarint(UInt64(text.utf8.count))
        bytes += Array(text.utf8)
    }

    private static func append(_ number: UInt64, count: UInt64, to bytes: inout [UInt8]) {
        for place in 1...count {
            bytes.append(UInt8(truncatingIfNeeded: number >> (8 * (count - place))))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func word(
        _ bytes: [UInt8], _ reader: inout ByteReader
    ) throws(RowCodec.Problem) -> UInt64 {
        guard reader.position + 8 <= bytes.count else { throw .damaged }
        defer { reader.position += 8 }
        return number(bytes[reader.position..<reader.position + 8])
    }

    private static func text(
        _ bytes: [UInt8], _ reader: inout ByteReader
    ) throws(RowCodec.Problem) -> String {
        let count = try reader.varint(bytes.span)
        guard count <= UInt64(bytes.count - reader.position) else { throw .damaged }
        let end = reader.position + Int(count)
        defer { reader.position = end }
        return String(decoding: bytes[reader.position..<end], as: UTF8.self)
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
