public import MartletStream

extension RecordBatch {
    /// Adds a record to be sent.
    ///
    /// - Parameters:
    ///   - topic: Index of the topic.
    ///   - partition: Partition; -1 = by key.
    ///   - key: Key; nil = null.
    ///   - value: Value; nil = tombstone.
    ///   - timestamp: ms since the epoch; -1 = now.
    ///   - headers: Names and values.
    public mutating func append(
        topic: Int, partition: Int32, key: [UInt8]?, value: [UInt8]?, timestamp: Int64 = -1,
        headers: [(name: String, value: [UInt8]?)] = []
    ) {
        let firstHeader = self.headers.count
        let keyRange = append(key)
        let valueRange = append(value)
        for header in headers {
            let name = append(Array(header.name.utf8))
            self.headers.append(Header(name: name, value: append(header.value)))
        }
        records.append(
            Record(
                input: UInt16(topic), partition: partition, offset: -1, timestamp: timestamp,
                key: keyRange, value: valueRange, headerCount: headers.count,
                firstHeader: firstHeader))
    }

    private mutating func append(_ part: [UInt8]?) -> ByteRange {
        guard let part else { return .null }
        defer { bytes.append(contentsOf: part) }
        return ByteRange(start: bytes.count, count: part.count)
    }
}
