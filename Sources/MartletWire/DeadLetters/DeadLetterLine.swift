/// The form of a dead letter in a file: one JSON object, without a line break.
///
/// The payload is text if it is UTF-8, else it stands in `payload_base64`.
public enum DeadLetterLine {
    /// Appends the line of a payload that `rejection` was given for.
    ///
    /// - Parameters:
    ///   - rejection: Why it is no event.
    ///   - topic: Name of the topic it was read from.
    ///   - partition: Partition of the topic.
    ///   - offset: Offset in the partition.
    ///   - payload: The bytes as they came.
    ///   - output: Receives the line.
    public static func append(
        _ rejection: Rejection, topic: String, partition: Int32, offset: Int64,
        payload: Span<UInt8>, to output: inout [UInt8]
    ) {
        var writer = JSONWriter()
        swap(&writer.bytes, &output)
        writer.beginObject()
        writer.key("reason")
        writer.text(rejection.reason.rawValue)
        writer.key("detail")
        writer.text(rejection.detail)
        writer.key("topic")
        writer.text(topic)
        writer.key("partition")
        writer.integer(Int64(partition))
        writer.key("offset")
        writer.integer(offset)
        if UTF8Text.isValid(payload) {
            writer.key("payload")
            writer.text(payload)
        } else {
            writer.key("payload_base64")
            // Base64 has no character that JSON escapes.
            writer.bytes.append(UInt8(ascii: "\""))
            Base64.append(payload, to: &writer.bytes)
            writer.bytes.append(UInt8(ascii: "\""))
        }
        writer.endObject()
        swap(&writer.bytes, &output)
    }
}
