import MartletProfile

extension OutputSpan<UInt8> {
    /// Appends what every record about a customer begins with: id, customer and number.
    ///
    /// - Parameters:
    ///   - customer: The customer id.
    ///   - sequence: The record's number among those of its kind and customer.
    ///   - opening: The opening brace and the id as far as the kind.
    @inline(__always)
    mutating func append(recordOf customer: Span<UInt8>, _ sequence: Int, _ opening: StaticString) {
        append(opening)
        append(escaped: customer)
        append(UInt8(ascii: ":"))
        append(integer: sequence)
        append(#"","customer_id":"# as StaticString)
        append(quoted: customer)
        append(#","seq":"# as StaticString)
        append(integer: sequence)
    }
}
