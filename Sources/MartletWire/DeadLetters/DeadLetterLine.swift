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
        output.append(#"{"reason":"# as StaticString)
        output += [UInt8](quoted: rejection.reason.rawValue)
        output.append(#","detail":"# as StaticString)
        output += [UInt8](quoted: rejection.detail)
        output.append(#","topic":"# as StaticString)
        output += [UInt8](quoted: topic)
        output.append(#","partition":"# as StaticString)
        output.append(integer: Int(partition))
        output.append(#","offset":"# as StaticString)
        output.append(integer: Int(offset))
        if UTF8Text.isValid(payload) {
            output.append(#","payload":"# as StaticString)
            output.append(quoted: payload)
            output.append("}" as StaticString)
        } else {
            // Base64 has no character that JSON escapes.
            output.append(#","payload_base64":""# as StaticString)
            Base64.append(payload, to: &output)
            output.append(#""}"# as StaticString)
        }
    }
}
