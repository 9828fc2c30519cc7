import MartletKafka
import MartletStream

/// A log with the answers that a worker gives to its signals.
final class Member {
    let log: KafkaLog
    private(set) var owned: Set<Int32> = []
    private(set) var signals: [LogSignal] = []
    private(set) var records: [ReadRecord] = []
    /// Where to start, by input and partition; -1 elsewhere.
    var starts: [InputPosition] = []
    /// What to do when partitions are revoked, before they are released.
    var beforeRelease: (() throws -> Void)?
    private let inputs: Int
    private var batch = RecordBatch()

    init(_ log: KafkaLog, inputs: Int = 2) {
        self.log = log
        self.inputs = inputs
    }

    /// Polls once and answers.
    func step(limit: Int = 1_000, timeout: Int = 50) throws {
        let signals = try log.poll(into: &batch, limit: limit, timeout: timeout)
        records += batch.records.map { ReadRecord($0, of: batch) }
        self.signals += signals
        for signal in signals {
            switch signal {
            case .assigned(let partitions):
                try log.assign(partitions.flatMap(positions))
                owned = Set(partitions)
            case .revoked, .lost:
                if case .revoked = signal { try beforeRelease?() }
                try log.release()
                owned = []
            case .finished:
                break
            }
        }
    }

    /// Polls until a condition holds; false if it does not within a time, in seconds.
    func run(seconds: Int = 20, until done: (Member) -> Bool) throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !done(self) {
            guard ContinuousClock.now < deadline else { return false }
            try step()
        }
        return true
    }

    /// Forgets the records read so far.
    func forget() { records = [] }

    private func positions(of partition: Int32) -> [InputPosition] {
        (0..<inputs).map { input in
            starts.first { $0.input == input && $0.partition == partition }
                ?? InputPosition(input: UInt16(input), partition: partition, offset: -1)
        }
    }
}
