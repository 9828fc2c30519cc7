/// What can be wrong with a line; each kind is one that real feeds have.
enum ShopFlaw: Int, Sendable, CaseIterable {
    /// The same event once more.
    case duplicate
    /// The sender died in the middle of the line.
    case cutOff
    /// A null byte inside a text.
    case nullByte
    /// Not a JSON object.
    case list
    case missingCustomer, emptyCustomer
    case missingTime, wordAsTime, impossibleTime
    case missingType
    /// An amount as people write it.
    case textAsAmount

    /// The line with this flaw; a browse event, which has no amount, becomes an impossible time.
    func applied(to line: [UInt8]) -> [UInt8] {
        switch self {
        case .duplicate: line
        case .cutOff: Array(line.prefix(line.count * 3 / 4))
        case .nullByte: Self.changing("channel", of: line) { _ in Array("\"a\0p\"".utf8) } ?? line
        case .list: Array(#"["event",1,2,3]"#.utf8)
        case .missingCustomer: Self.removing("customer_id", of: line)
        case .emptyCustomer:
            Self.changing("customer_id", of: line) { _ in Array(#""""#.utf8) } ?? line
        case .missingTime: Self.removing("ts", of: line)
        case .wordAsTime: Self.changing("ts", of: line) { _ in Array(#""yesterday""#.utf8) } ?? line
        case .impossibleTime: Self.withImpossibleTime(line)
        case .missingType: Self.removing("type", of: line)
        case .textAsAmount:
            Self.changing("amount", of: line) { Array("\"".utf8) + $0 + Array(" EUR\"".utf8) }
                ?? Self.withImpossibleTime(line)
        }
    }

    private static func withImpossibleTime(_ line: [UInt8]) -> [UInt8] {
        changing("ts", of: line) { _ in Array(#""2025-02-30T25:61:00Z""#.utf8) } ?? line
    }

    /// Where a member's name and value stand; the shop's events hold no commas inside texts.
    private static func member(_ name: String, in line: [UInt8]) -> (all: Range<Int>, value: Int)? {
        let label = Array("\"\(name)\":".utf8)
        guard let found = line.firstRange(of: label) else { return nil }
        let end = line[found.upperBound...].firstIndex { $0 == 0x2C || $0 == 0x7D } ?? line.count
        return (found.lowerBound..<end, found.upperBound)
    }

    private static func changing(
        _ name: String, of line: [UInt8], to value: (ArraySlice<UInt8>) -> [UInt8]
    ) -> [UInt8]? {
        guard let (all, start) = member(name, in: line) else { return nil }
        let old = line[start..<all.upperBound]
        return line[..<start] + value(old) + line[all.upperBound...]
    }

    /// Takes out a member that others follow.
    private static func removing(_ name: String, of line: [UInt8]) -> [UInt8] {
        guard let (all, _) = member(name, in: line) else { return line }
        return Array(line[..<all.lowerBound] + line[(all.upperBound + 1)...])
    }
}
