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

    /// Appends every feature of a profile as it is at `at`; `keys` is kept for its memory only.
    package func appendAll(
        _ profile: ProfileView, _ at: Instant, keys: inout [KeyCount], to bytes: inout [UInt8]
    ) {
        Self.appendAll(profile, at, names, keys: &keys, to: &bytes)
    }

    private static func appendAll(
        _ profile: ProfileView, _ at: Instant, _ names: borrowing TextTable,
        keys: inout [KeyCount], to bytes: inout [UInt8]
    ) {
        var feature = 0
        var isFirst = true
        let texts = names.view
        let count = names.count
        while feature < count {
            // Room is made once for all values that are short.
            var long = FeatureValue.unknown
            let values = (count - feature) * OutputSpan<UInt8>.longestValue
            bytes.append(addingCapacity: names.size + values) { room in
                while feature < count {
                    let value = profile.value(feature, at, keys: &keys)
                    feature += 1
                    if case .unknown = value { continue }
                    texts.append(feature - 1, to: &room, droppingFirst: isFirst)
                    isFirst = false
                    if appendShort(value, to: &room) { continue }
                    long = value
                    break
                }
            }
            Self.appendLong(long, keys.span, profile, to: &bytes)
        }
    }

    /// Appends what a rule read, as members without braces.
    package func append(
        _ readings: [RuleProgram.Reading], _ table: borrowing ProfileTable, _ row: Int,
        _ at: Instant, to bytes: inout [UInt8]
    ) {
        append(readings.span, table, row, at, to: &bytes)
    }

    /// Appends what a rule read, as members without braces.
    func append(
        _ readings: Span<RuleProgram.Reading>, _ table: borrowing ProfileTable, _ row: Int,
        _ at: Instant, to bytes: inout [UInt8]
    ) {
        var isFirst = true
        let profile = table.view(row)
        for index in readings.indices {
            let feature = readings[index].feature
            guard let key = readings[index].key else {
                Self.append(feature, profile, at, names, &isFirst, to: &bytes)
                continue
            }
            append(key: key, of: feature, table, row, at, &isFirst, to: &bytes)
        }
    }

    /// An entry of a tally, or one of several values.
    private func append(
        key: String, of feature: Int, _ table: borrowing ProfileTable, _ row: Int, _ at: Instant,
        _ isFirst: inout Bool, to bytes: inout [UInt8]
    ) {
        let definition = table.plan.features.definitions[feature]
        let part = definition.aggregate.parts.firstIndex { $0.name == key }
        let value = part.map { table.value(ofPart: $0, feature, row, at) }
        if case .unknown? = value { return }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        let label = part == nil ? "\(definition.name)[\"\(key)\"]" : "\(definition.name).\(key)"
        bytes += [UInt8](quoted: label)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(addingCapacity: OutputSpan<UInt8>.longestValue) { room in
            let count = FeatureValue.count(
                Int64(part == nil ? table.count(of: key, feature, row, at) : 0))
            _ = Self.appendShort(value ?? count, to: &room)
        }
    }

    private static func append(
        _ feature: Int, _ profile: ProfileView, _ at: Instant, _ names: borrowing TextTable,
        _ isFirst: inout Bool, to bytes: inout [UInt8]
    ) {
        var keys: [KeyCount] = []
        let value = profile.value(feature, at, keys: &keys)
        if case .unknown = value { return }
        var isShort = true
        let texts = names.view
        bytes.append(addingCapacity: names.size + OutputSpan<UInt8>.longestValue) { room in
            texts.append(feature, to: &room, droppingFirst: isFirst)
            isShort = Self.appendShort(value, to: &room)
        }
        isFirst = false
        if !isShort { Self.appendLong(value, keys.span, profile, to: &bytes) }
    }

    /// Appends a feature's value as JSON.
    ///
    /// - Returns: Whether there is one; otherwise nothing is appended.
    package func appendValue(
        of feature: Int, _ profile: ProfileView, _ at: Instant, to bytes: inout [UInt8]
    ) -> Bool {
        var keys: [KeyCount] = []
        let value = profile.value(feature, at, keys: &keys)
        if case .unknown = value { return false }
        var isShort = true
        bytes.append(addingCapacity: OutputSpan<UInt8>.longestValue) { room in
            isShort = Self.appendShort(value, to: &room)
        }
        if !isShort { Self.appendLong(value, keys.span, profile, to: &bytes) }
        return true
    }
}

extension FeatureEncoder {
    /// Appends a value where there is room for a short one.
    ///
    /// - Returns: Whether it is one; otherwise nothing is appended.
    @inline(__always)
    private static func appendShort(
        _ value: FeatureValue, to room: inout OutputSpan<UInt8>
    ) -> Bool {
        switch value {
        case .unknown: break
        case .count(let count): room.append(integer: Int(count))
        case .decimal(let number): number.append(to: &room)
        case .double(let number): room.append(double: number)
        case .truth(let truth): room.append(truth ? "true" : "false" as StaticString)
        case .instant(let instant): room.append(instant: instant)
        case .text, .tally, .top, .rhythm, .scores: return false
        }
        return true
    }

    /// Appends a value that holds texts; nothing for any other.
    private static func appendLong(
        _ value: FeatureValue, _ keys: Span<KeyCount>, _ profile: ProfileView,
        to bytes: inout [UInt8]
    ) {
        switch value {
        case .text(let symbol): bytes.append(quoted: profile.text(symbol))
        case .tally: append(keys, "{", "}", counted: true, profile, to: &bytes)
        case .top: append(keys, "[", "]", counted: false, profile, to: &bytes)
        case .rhythm, .scores: append(value.parts, to: &bytes)
        default: break
        }
    }

    /// The values of a feature that has several.
    private static func append(
        _ parts: [(name: String, value: FeatureValue)], to bytes: inout [UInt8]
    ) {
        for (index, part) in parts.enumerated() {
            bytes.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            bytes += [UInt8](quoted: part.name)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(addingCapacity: OutputSpan<UInt8>.longestValue) { room in
                _ = Self.appendShort(part.value, to: &room)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(
        _ keys: Span<KeyCount>, _ opening: StaticString, _ closing: StaticString, counted: Bool,
        _ profile: ProfileView, to bytes: inout [UInt8]
    ) {
        let each = OutputSpan<UInt8>.longestQuoted(2) + OutputSpan<UInt8>.longestValue
        var size = each
        for index in keys.indices { size += each + 6 * profile.text(keys[index].key).count }
        bytes.append(addingCapacity: size) { room in
            room.append(opening)
            for index in keys.indices {
                if index > 0 { room.append(UInt8(ascii: ",")) }
                room.append(quoted: profile.text(keys[index].key))
                guard counted else { continue }
                room.append(UInt8(ascii: ":"))
                room.append(integer: Int(keys[index].count))
            }
            room.append(closing)
        }
    }
}
