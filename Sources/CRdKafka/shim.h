#ifndef MARTLET_CRDKAFKA_H
#define MARTLET_CRDKAFKA_H
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// rd_kafka_producev() is variadic, which Swift cannot call. The key and value are copied.
// On success the headers (may be NULL) belong to the library, on failure to the caller still.
static inline rd_kafka_resp_err_t martlet_rd_kafka_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const void *key,
    size_t key_count, const void *value, size_t value_count, int64_t timestamp,
    rd_kafka_headers_t *headers) {
    if (headers) {
        return rd_kafka_producev(
            client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, key_count),
            RD_KAFKA_V_VALUE((void *)value, value_count), RD_KAFKA_V_TIMESTAMP(timestamp),
            RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
    }
    return rd_kafka_producev(
        client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, key_count),
        RD_KAFKA_V_VALUE((void *)value, value_count), RD_KAFKA_V_TIMESTAMP(timestamp),
        RD_KAFKA_V_END);
}
#endif
