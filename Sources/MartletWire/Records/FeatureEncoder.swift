public import MartletProfile

/// Encodes feature values as members of a JSON object; unknown ones are left out.
public final class FeatureEncoder: Sendable {
    /// `,"name":` of each feature.
    private let names: TextTable

    /// Prepares for a plan.
    public init(plan: Plan) {
        names = TextTable(
            plan.features.definitions.map {
                [UInt8(ascii: ",")] + [UInt8](quoted: $0.name) + [UInt8(ascii: ":")]
            })
    }

    /// Appends every feature of the profile in `row` as it is at `at`.
    public func appendAll(
        _ table: borrowing ProfileTable, _ row: Int, _ at: Instant, to bytes: inout [UInt8]
    ) {
        var isFirst = true
        for feature in 0..<names.count {
            append(feature, table, row, at, &isFirst, to: &bytes)
        }
    }

    /// Appends what a rule read, as members without braces.
    package func append(
        _ readings: [RuleProgram.Reading], _ table: borrowing ProfileTable, _ row: Int,
        _ at: Instant,
        to bytes: inout [UInt8]
    ) {
        var isFirst = true
        for reading in readings {
            guard let key = reading.key else {
                append(reading.feature, table, row, at, &isFirst, to: &bytes)
                continue
            }
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            let label = "\(table.plan.features.definitions[reading.feature].name)[\"\(key)\"]"
            bytes += [UInt8](quoted: label)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(integer: table.count(of: key, reading.feature, row, at))
        }
    }

    private func append(
        _ feature: Int, _ table: borrowing ProfileTable, _ row: Int, _ at: Instant,
        _ isFirst: inout Bool, to bytes: inout [UInt8]
    ) {
        let value = table.value(feature, row, at)
        if case .unknown = value { return }
        names.append(feature, to: &bytes, droppingFirst: isFirst)
        isFirst = false
        _ = append(value, table, to: &bytes)
    }

    /// Appends a value as JSON.
    ///
    /// - Returns: Whether there is one; otherwise nothing is appended.
    package func append(
        _ value: FeatureValue, _ table: borrowing ProfileTable, to bytes: inout [UInt8]
    ) -> Bool {
        switch value {
        case .unknown: return false
        case .count(let count): bytes.append(integer: Int(count))
        case .decimal(let number): number.append(to: &bytes)
        case .double(let number): bytes.append(double: number)
        case .truth(let truth): bytes.append(truth ? "true" : "false" as StaticString)
        case .instant(let instant): bytes.append(instant: instant)
        case .text(let symbol): bytes.appendQuoted(table.text(symbol), comma: false)
        case .tally(let entries):
            bytes.append(UInt8(ascii: "{"))
            for (index, entry) in entries.enumerated() {
                bytes.appendQuoted(table.text(entry.key), comma: index > 0)
                bytes.append(addingCapacity: 21) { room in
                    room.append(UInt8(ascii: ":"))
                    room.append(integer: Int(entry.count))
                }
            }
            bytes.append(UInt8(ascii: "}"))
        case .top(let keys):
            bytes.append(UInt8(ascii: "["))
            for (index, key) in keys.enumerated() {
                bytes.appendQuoted(table.text(key), comma: index > 0)
            }
            bytes.append(UInt8(ascii: "]"))
        }
        return true
    }
}
