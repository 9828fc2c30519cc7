// SAFETY: `raw` comes from rd_kafka_mock_cluster_new and is destroyed once here, before its
// client, whose lifetime the handle holds. Its functions only post requests to the cluster's own
// thread, so they may be called from any thread (rdkafka_mock.c).
import CRdKafka
import MartletStream

/// Owner of librdkafka's mock cluster.
@safe
struct MockClusterHandle: ~Copyable, @unchecked Sendable {
    private let raw: OpaquePointer
    private let client: ClientLifetime

    init(brokers: Int, client: borrowing ClientHandle) throws(LogError) {
        guard let raw = unsafe rd_kafka_mock_cluster_new(client.raw, Int32(brokers)) else {
            throw LogError(
                remedy: .stop, operation: "start embedded cluster", reason: "no port is free")
        }
        unsafe self.raw = raw
        self.client = client.lifetime
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(raw)
    }

    var bootstrapServers: String {
        unsafe String(cString: rd_kafka_mock_cluster_bootstraps(raw))
    }

    func createTopic(_ name: String, partitions: Int, replicas: Int) -> rd_kafka_resp_err_t {
        unsafe rd_kafka_mock_topic_create(raw, name, Int32(partitions), Int32(replicas))
    }

    func setLeader(_ broker: Int32, topic: String, partition: Int32) -> rd_kafka_resp_err_t {
        unsafe rd_kafka_mock_partition_set_leader(raw, topic, partition, broker)
    }

    func setCoordinator(_ broker: Int32, kind: String, key: String) -> rd_kafka_resp_err_t {
        unsafe rd_kafka_mock_coordinator_set(raw, kind, key, broker)
    }

    func setBroker(_ broker: Int32, isUp: Bool) -> rd_kafka_resp_err_t {
        isUp
            ? unsafe rd_kafka_mock_broker_set_up(raw, broker)
            : unsafe rd_kafka_mock_broker_set_down(raw, broker)
    }

    func setRoundTripTime(_ broker: Int32, milliseconds: Int) -> rd_kafka_resp_err_t {
        unsafe rd_kafka_mock_broker_set_rtt(raw, broker, Int32(milliseconds))
    }

    func failRequests(of api: Int16, codes: [Int32]) {
        let errors = codes.map { rd_kafka_resp_err_t(rawValue: $0) }
        unsafe rd_kafka_mock_push_request_errors_array(raw, api, errors.count, errors)
    }
}
