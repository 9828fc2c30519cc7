import MartletKafka
import Testing

@testable import martlet_bench

/// Benchmarks must not rot: every one runs here on little data.
@Suite struct BenchmarkTests {
    @Test(arguments: Benchmarks.names) func runsSmall(name: String) throws {
        let benchmarks = Benchmarks(count: 500, customers: 50, repeats: 1)
        let measurements = try benchmarks.run(name)
        #expect(!measurements.isEmpty)
        for measurement in measurements {
            #expect(measurement.count > 0)
            #expect(measurement.json.hasPrefix("{\"name\":"))
        }
        #expect(Measurement.table(measurements).contains("NS EACH"))
    }

    @Test func kafkaToKafka() throws {
        let benchmark = KafkaBenchmark(count: 500, customers: 50, commitEvents: 100)
        let cluster = try cluster(benchmark.topics)
        let measured = try benchmark.run(
            on: KafkaStage(bootstrapServers: cluster.bootstrapServers))
        #expect(measured.count == 2)
        for measurement in measured {
            #expect(1...500 ~= measurement.count)
            #expect(measurement.details.contains { $0.0 == "changes" && $0.1 > 0 })
        }
    }

    @Test func latency() throws {
        let benchmark = LatencyBenchmark(count: 500, rate: 5_000, customers: 20, intervals: [10])
        let cluster = try cluster(benchmark.topics)
        let measured = try benchmark.run(
            on: KafkaStage(bootstrapServers: cluster.bootstrapServers))
        #expect(measured.count == 1)
        // Every customer has about 25 events, of which the 10th, 11th, 20th and 21st change it.
        #expect(measured[0].count > 40)
        #expect(measured[0].details.contains { $0.0 == "p50 ms" && $0.1 > 0 && $0.1 < 10_000 })
    }

    @Test func abort() throws {
        var benchmark = AbortBenchmark(partitions: 2)
        benchmark.count = 2
        let cluster = try cluster(benchmark.topics)
        let measured = try benchmark.run(
            on: KafkaStage(bootstrapServers: cluster.bootstrapServers))
        #expect(measured.count == 2)
        #expect(measured.details.allSatisfy { $0.1 > 0 })
    }

    private func cluster(_ topics: [String]) throws -> EmbeddedCluster {
        try EmbeddedCluster(topics: topics.map { TopicPlan(name: $0, partitions: 2) })
    }
}
