public import MartletProfile

/// The binary form of a summary of a population as far as personas go, version 1.
///
/// Varints (LEB128) but for marks and values, which are eight bytes each, big-endian; a value that
/// is not known is not a number. The hash is that of what the personas compare by. What is known
/// for models stands in records of its own: see ``ModelSummaryCodec``.
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
        var bytes = SummaryRecord.begin(version: Self.version, hash: hash)
        bytes.appendVarint(UInt64(summary.sample.seen))
        let customers = summary.sample.customers
        bytes.appendVarint(UInt64(customers.count))
        for customer in customers {
            SummaryRecord.append(customer.mark, count: 8, to: &bytes)
            for value in customer.values {
                SummaryRecord.append((value ?? .nan).bitPattern, count: 8, to: &bytes)
            }
        }
        bytes.appendVarint(UInt64(summary.numbers.count))
        for (name, sketch) in summary.numbers.sorted(by: { $0.key < $1.key }) {
            bytes.appendCounted(name.utf8)
            bytes.appendVarint(UInt64(sketch.bins.count))
            for (bin, count) in sketch.bins.sorted(by: { $0.key < $1.key }) {
                bytes.appendVarint(Int64(bin).zigzag)
                bytes.appendVarint(UInt64(count))
            }
        }
        bytes.appendVarint(UInt64(summary.personas.count))
        for (name, count) in summary.personas.sorted(by: { $0.key < $1.key }) {
            bytes.appendCounted(name.utf8)
            bytes.appendVarint(UInt64(count))
        }
        return SummaryRecord.ended(bytes)
    }

    /// Reads the record of a summary.
    ///
    /// - Returns: nil if it is damaged, or was written under other personas or by another version.
    public func decode(_ record: [UInt8]) -> PopulationSummary? {
        SummaryRecord.opened(record, version: Self.version, hash: hash).flatMap { try? read($0) }
    }

    private func read(_ bytes: [UInt8]) throws(RowCodec.Problem) -> PopulationSummary {
        var reader = ByteReader(position: SummaryRecord.headBytes)
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
            let name = try reader.text(bytes.span)
            var bins: [Int32: Int] = [:]
            for _ in 0..<(try next(&reader)) {
                let bin = Int32(truncatingIfNeeded: try reader.varint(bytes.span).unzigzag)
                bins[bin] = try next(&reader)
            }
            numbers[name] = QuantileSketch(bins: bins)
        }
        var personas: [String: Int] = [:]
        for _ in 0..<(try next(&reader)) {
            let name = try reader.text(bytes.span)
            personas[name] = try next(&reader)
        }
        guard reader.position == bytes.count, customers.count <= limit else { throw .damaged }
        return PopulationSummary(
            sample: PersonaSample(limit: limit, seen: seen, customers: customers),
            numbers: numbers, personas: personas)
    }

    private static func word(
        _ bytes: [UInt8], _ reader: inout ByteReader
    ) throws(RowCodec.Problem) -> UInt64 {
        guard reader.position + 8 <= bytes.count else { throw .damaged }
        defer { reader.position += 8 }
        return SummaryRecord.number(bytes[reader.position..<reader.position + 8])
    }
}
