import MartletStream

/// A record as it was produced.
package struct Message: Equatable, Sendable {
    /// A header.
    package struct Header: Equatable, Sendable {
        /// Its name.
        package var name: [UInt8]
        /// Its value; may be null.
        package var value: [UInt8]?

        /// Makes a header.
        package init(name: [UInt8], value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }

    /// The key; may be null.
    package var key: [UInt8]?
    /// The value; null = tombstone.
    package var value: [UInt8]?
    /// The headers.
    package var headers: [Header] = []
    /// The producer's timestamp; records of one partition are delivered in its order.
    package var timestamp: Int64 = -1

    /// Makes a record.
    package init(
        key: [UInt8]?, value: [UInt8]?, headers: [Header] = [], timestamp: Int64 = -1
    ) {
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }
}

extension RecordBatch {
    /// Adds a message as a record.
    mutating func append(_ message: Message, input: Int, partition: Int32, offset: Int64) {
        let firstHeader = headers.count
        for header in message.headers {
            headers.append(Header(name: add(header.name), value: add(header.value)))
        }
        records.append(
            Record(
                input: UInt16(input), partition: partition, offset: offset,
                timestamp: message.timestamp, key: add(message.key), value: add(message.value),
                headerCount: message.headers.count, firstHeader: firstHeader))
    }

    private mutating func add(_ part: [UInt8]?) -> ByteRange {
        guard let part else { return .null }
        defer { bytes += part }
        return ByteRange(start: bytes.count, count: part.count)
    }
}

extension OutputBatch {
    /// A record of the batch as a message.
    func message(_ record: Record) -> Message {
        let part = { (range: RecordBatch.ByteRange) -> [UInt8]? in
            range.isNull ? nil : Array(self.bytes[range.start..<range.start + range.count])
        }
        let headers = self.headers[record.firstHeader..<record.firstHeader + record.headerCount]
        return Message(
            key: part(record.key), value: part(record.value),
            headers: headers.map { .init(name: part($0.name) ?? [], value: part($0.value)) })
    }
}
