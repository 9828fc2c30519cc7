public import MartletProfile

/// The binary form of what is known of a population for the fit of one model.
///
/// Varints (LEB128). For each count of customers its precision and the number of its bins; then
/// each bin: its customers and the three sums of their numbers, from which its place follows. The
/// hash is that of what the model looks at.
public struct ModelSummaryCodec: Sendable {
    /// The version that is written; no other kind of summary has it.
    static let version: UInt8 = 2

    private let kind: ModelSummary.Kind
    private let hash: UInt32

    /// Makes a codec for summaries of a kind; `hash` changes with whatever decides what they hold.
    public init(_ kind: ModelSummary.Kind, hash: UInt32) {
        self.kind = kind
        self.hash = hash
    }

    /// The record of a summary of the codec's kind: at most 500 KB.
    public func encode(_ summary: ModelSummary) -> [UInt8] {
        precondition(summary.kind == kind, "a summary of the codec's kind")
        var bytes = SummaryRecord.begin(version: Self.version, hash: hash)
        for bins in summary.bins {
            bytes.appendVarint(UInt64(bins.precision))
            bytes.appendVarint(UInt64(bins.count))
            for bin in bins.bins {
                bytes.appendVarint(UInt64(bin.customers))
                for sum in [bin.first, bin.second, bin.third] { Self.append(sum, to: &bytes) }
            }
        }
        return SummaryRecord.ended(bytes)
    }

    /// Reads the record of a summary.
    ///
    /// - Returns: nil if it is damaged, or of another version or another configuration.
    public func decode(_ record: [UInt8]) -> ModelSummary? {
        SummaryRecord.opened(record, version: Self.version, hash: hash).flatMap { try? read($0) }
    }

    private func read(_ bytes: [UInt8]) throws(RowCodec.Problem) -> ModelSummary {
        var reader = ByteReader(position: SummaryRecord.headBytes)
        var parts: [PopulationBins] = []
        for limit in kind.limits {
            let precision = try reader.index(bytes.span, below: PopulationBins.Grid.exact + 1)
            let count = try reader.count(bytes.span)
            var bins: [PopulationBins.Bin] = []
            for _ in 0..<count {
                let customers = Int(truncatingIfNeeded: try reader.varint(bytes.span))
                bins.append(
                    PopulationBins.Bin(
                        customers: customers, first: try Self.sum(bytes.span, &reader),
                        second: try Self.sum(bytes.span, &reader),
                        third: try Self.sum(bytes.span, &reader)))
            }
            let part = PopulationBins(
                kind.grid, limit: limit, precision: precision, bins: bins)
            guard let part else { throw .damaged }
            parts.append(part)
        }
        guard reader.position == bytes.count else { throw .damaged }
        return ModelSummary(kind, bins: parts)
    }

    /// Appends a sum: its upper half only where there is one, behind a bit that says so.
    private static func append(_ sum: UInt128, to bytes: inout [UInt8]) {
        let high = UInt64(truncatingIfNeeded: sum >> 63)
        let low = UInt64(truncatingIfNeeded: sum) << 1
        bytes.appendVarint(high == 0 ? low : low | 1)
        if high > 0 { bytes.appendVarint(high) }
    }

    private static func sum(
        _ bytes: Span<UInt8>, _ reader: inout ByteReader
    ) throws(RowCodec.Problem) -> UInt128 {
        let low = try reader.varint(bytes)
        let high = low & 1 == 0 ? 0 : try reader.varint(bytes)
        return UInt128(high) << 63 | UInt128(low >> 1)
    }
}
