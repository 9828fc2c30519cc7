import MartletStream

extension RecordBatch {
    /// Adds a message as a reader hands it out.
    mutating func append(
        _ message: SimulatedTopicPartition.Message?, input: Int, partition: Int32, offset: Int64
    ) {
        let firstHeader = headers.count
        for header in message?.headers ?? [] {
            headers.append(Header(name: store(header.name), value: store(header.value)))
        }
        records.append(
            Record(
                input: UInt16(input), partition: partition, offset: offset,
                timestamp: message?.timestamp ?? -1, key: store(message?.key),
                value: store(message?.value), headerCount: headers.count - firstHeader,
                firstHeader: firstHeader))
    }

    private mutating func store(_ part: [UInt8]?) -> ByteRange {
        guard let part else { return .null }
        bytes += part
        return ByteRange(start: bytes.count - part.count, count: part.count)
    }
}

extension OutputBatch {
    /// A record as the broker gets it.
    func message(_ record: Record) -> SimulatedTopicPartition.Message {
        let headers = headers[record.firstHeader..<record.firstHeader + record.headerCount]
        return SimulatedTopicPartition.Message(
            key: part(record.key), value: part(record.value),
            headers: headers.map { header in
                SimulatedTopicPartition.Header(
                    name: part(header.name) ?? [], value: part(header.value))
            })
    }

    private func part(_ range: RecordBatch.ByteRange) -> [UInt8]? {
        range.isNull ? nil : Array(bytes[range.start..<range.start + range.count])
    }
}
