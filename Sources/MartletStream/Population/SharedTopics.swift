/// Small topics of one partition that all instances of an application share, outside of their
/// transactions: Kafka, or a test.
public protocol SharedTopics: ~Copyable {
    /// Reads the records that have come to a topic since the last call, from its beginning on at
    /// first; waits for nothing.
    ///
    /// - Returns: Keys and values, in their order; tombstones are left out.
    /// - Throws: ``LogError``.
    mutating func read(_ topic: SharedTopic) throws(LogError) -> [SharedRecord]

    /// Reads a topic from its beginning to its end.
    ///
    /// - Returns: The last value of each key; tombstones are left out.
    /// - Throws: ``LogError``.
    mutating func readAll(_ topic: SharedTopic) throws(LogError) -> [SharedRecord]

    /// Adds records, together if that can be, and waits until they are there.
    ///
    /// - Throws: ``LogError``; some of them may be there.
    mutating func publish(_ records: [SharedRecord], to topic: SharedTopic) throws(LogError)
}

/// The topics that instances share.
public enum SharedTopic: String, Sendable, CaseIterable {
    /// The latest summary of each partition's customers.
    case population
    /// The latest fitted models.
    case models
}

/// A record of a shared topic.
public struct SharedRecord: Sendable, Equatable {
    /// Its key.
    public var key: String
    /// Its value.
    public var value: [UInt8]

    /// Makes a record.
    public init(key: String, value: [UInt8]) {
        self.key = key
        self.value = value
    }
}
