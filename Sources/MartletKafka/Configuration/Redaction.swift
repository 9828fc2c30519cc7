/// Keeps values of properties, which may be secrets, out of messages.
enum Redaction {
    /// The text of a NUL-terminated C buffer, with `value` replaced.
    static func text(_ buffer: [CChar], hiding value: String) -> String {
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard !value.isEmpty else { return text }
        return text.split(separator: value, omittingEmptySubsequences: false)
            .joined(separator: "...")
    }
}
