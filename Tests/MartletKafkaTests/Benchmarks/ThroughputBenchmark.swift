import Foundation
import MartletKafka
import MartletStream
import Testing

/// Figures on the embedded cluster:
/// `MARTLET_BENCHMARK=1 swift test -c release --filter ThroughputBenchmark`.
extension KafkaSuite {
    @Suite(.enabled(if: ProcessInfo.processInfo.environment["MARTLET_BENCHMARK"] != nil))
    struct ThroughputBenchmark {
        static let partitions: Int32 = 32
        static let perPartition = 20_000
        static let size = 200
        static var count: Int { Int(partitions) * perPartition }

        private func report(_ name: String, _ count: Int, _ duration: Duration) {
            let seconds = duration / .seconds(1)
            let rate = Int(Double(count) / seconds)
            print("benchmark: \(name): \(count) in \(seconds) s = \(rate)/s")
        }

        private func load(_ fixture: Fixture) throws -> Duration {
            let producer = try fixture.producer()
            var batch = RecordBatch()
            let value = [UInt8](repeating: UInt8(ascii: "x"), count: ThroughputBenchmark.size)
            for number in 0..<10_000 {
                batch.append(
                    topic: 0, partition: Int32(number) % ThroughputBenchmark.partitions,
                    key: Array("customer-\(number)".utf8), value: value)
            }
            let start = ContinuousClock.now
            for _ in 0..<(ThroughputBenchmark.count / 10_000) { try producer.send(batch) }
            try producer.flush(timeout: 60_000)
            return ContinuousClock.now - start
        }

        @Test func fetching() throws {
            let fixture = try Fixture(
                inputs: ["purchases"], partitions: Int(ThroughputBenchmark.partitions))
            report("plain produce", ThroughputBenchmark.count, try load(fixture))
            for _ in 0..<3 {
                report("consumer_poll", ThroughputBenchmark.count, try readSingly(fixture))
                report("batches", ThroughputBenchmark.count, try readInBatches(fixture, [:]))
                report(
                    "batches, librdkafka's own queue limits", ThroughputBenchmark.count,
                    try readInBatches(
                        fixture,
                        [
                            "queued.min.messages": "100000",
                            "queued.max.messages.kbytes": "65536",
                        ]))
            }
        }

        private func readSingly(_ fixture: Fixture) throws -> Duration {
            var start = ContinuousClock.now
            let reader = try SinglePoll(
                "purchases", partitions: ThroughputBenchmark.partitions,
                configuration: fixture.cluster.configuration)
            var batch = RecordBatch()
            var seen = 0
            while seen < ThroughputBenchmark.count {
                if seen == 0 { start = ContinuousClock.now }
                reader.read(into: &batch, limit: 10_000, timeout: 20)
                seen += batch.records.count
            }
            return ContinuousClock.now - start
        }

        private func readInBatches(
            _ fixture: Fixture, _ properties: [String: String]
        ) throws -> Duration {
            var configuration = fixture.cluster.configuration
            configuration.properties.merge(properties) { $1 }
            let log = try KafkaLog(
                fixture.options(), configuration: configuration, logger: fixture.logger)
            defer { log.close() }
            var batch = RecordBatch()
            var seen = 0
            var start = ContinuousClock.now
            while seen < ThroughputBenchmark.count {
                let signals = try log.poll(into: &batch, limit: 10_000, timeout: 100)
                if case .assigned(let partitions)? = signals.first {
                    start = ContinuousClock.now
                    try log.assign(
                        partitions.map { InputPosition(input: 0, partition: $0, offset: -1) })
                }
                seen += batch.records.count
            }
            return ContinuousClock.now - start
        }

        @Test func transactions() throws {
            let fixture = try Fixture()
            let member = Member(try fixture.log())
            defer { member.log.close() }
            #expect(try member.run { !$0.owned.isEmpty })
            var outputs = OutputBatch()
            outputs.bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 300)
            let name = RecordBatch.ByteRange(start: 0, count: 12)
            for _ in 0..<4 { outputs.headers.append(RecordBatch.Header(name: name, value: name)) }
            for number in 0..<10_000 {
                outputs.records.append(
                    OutputBatch.Record(
                        output: number % 2 == 0 ? .changelog : .segmentChanges,
                        partition: number % 2 == 0 ? 0 : -1,
                        key: RecordBatch.ByteRange(start: number % 100, count: 10),
                        value: RecordBatch.ByteRange(start: 0, count: 200), firstHeader: 0,
                        headerCount: number % 2 == 0 ? 0 : 4))
            }
            let position = InputPosition(input: 0, partition: 0, offset: 1)
            let start = ContinuousClock.now
            for _ in 0..<50 {
                try member.log.begin()
                try member.log.publish(outputs)
                try member.log.commit([position])
            }
            report("transactional produce", 500_000, ContinuousClock.now - start)

            outputs.records.removeLast(9_900)
            var latencies: [Double] = []
            for _ in 0..<100 {
                try member.log.begin()
                try member.log.publish(outputs)
                let start = ContinuousClock.now
                try member.log.commit([position])
                latencies.append((ContinuousClock.now - start) / .milliseconds(1))
            }
            latencies.sort()
            print("benchmark: commit of 100 records: \(latencies[50]) ms, p99 \(latencies[98]) ms")
        }
    }
}
