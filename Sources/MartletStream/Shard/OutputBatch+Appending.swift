import MartletProfile
import MartletWire

extension OutputBatch {
    /// The bytes appended since `start`.
    func range(from start: Int) -> RecordBatch.ByteRange {
        RecordBatch.ByteRange(start: start, count: bytes.count - start)
    }

    /// Appends bytes and says where they stand.
    mutating func append(_ body: (inout [UInt8]) -> Void) -> RecordBatch.ByteRange {
        let start = bytes.count
        body(&bytes)
        return range(from: start)
    }

    /// Appends a copy of a part of another batch; null stays null.
    mutating func copy(
        _ range: RecordBatch.ByteRange, of batch: borrowing RecordBatch
    ) -> RecordBatch.ByteRange {
        if range.isNull { return .null }
        return append { $0 += batch.bytes[range.start..<range.start + range.count] }
    }

    /// Adds a record without headers.
    mutating func add(
        _ output: Output, _ partition: Int32, _ key: RecordBatch.ByteRange,
        _ value: RecordBatch.ByteRange
    ) {
        records.append(
            Record(
                output: output, partition: partition, key: key, value: value,
                firstHeader: headers.count, headerCount: 0))
    }

    /// Adds a header.
    mutating func addHeader(_ name: String, _ value: String) {
        let name = append { $0 += Array(name.utf8) }
        let value = append { $0 += Array(value.utf8) }
        headers.append(RecordBatch.Header(name: name, value: value))
    }

    /// Adds the CloudEvents headers of a public record about the profile in `row`.
    ///
    /// - Parameters:
    ///   - attributes: The headers that never differ.
    ///   - kind: What the record is.
    ///   - table: The table.
    ///   - row: The profile.
    ///   - at: The instant at which it took effect.
    ///   - number: The last part of the record's id.
    ///   - key: Where the customer id stands.
    /// - Returns: How many.
    mutating func addHeaders(
        _ attributes: CloudEventAttributes, _ kind: CloudEventAttributes.Kind,
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, number: Int,
        key: RecordBatch.ByteRange
    ) -> Int {
        let prepared = attributes.prepared(kind)
        let base = append { $0.append(prepared.bytes.span) }.start
        let place = { (range: Range<Int>) in
            RecordBatch.ByteRange(start: base + range.lowerBound, count: range.count)
        }
        for header in prepared.fixed {
            headers.append(.init(name: place(header.name), value: place(header.value)))
        }
        let id = append { bytes in
            switch kind {
            case .segmentChanged: bytes.append("segment:" as StaticString)
            case .profileUpdated: bytes.append("profile:" as StaticString)
            case .churnAlert: bytes.append("alert:" as StaticString)
            case .personaRefreshed: bytes.append("persona:" as StaticString)
            }
            table.withCustomer(row) { bytes.append($0) }
            bytes.append(UInt8(ascii: ":"))
            bytes.append(integer: number)
        }
        let time = append { $0.append(rfc3339: at) }
        headers.append(.init(name: place(prepared.id), value: id))
        headers.append(.init(name: place(prepared.time), value: time))
        headers.append(.init(name: place(prepared.subject), value: key))
        return prepared.fixed.count + 3
    }
}
