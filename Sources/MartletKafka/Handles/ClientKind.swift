/// The two kinds of clients that librdkafka knows.
enum ClientKind {
    case consumer, producer
}
