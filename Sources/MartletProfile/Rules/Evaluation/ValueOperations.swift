/// Operations on texts, lists and maps (cel-spec, "Standard definitions").
extension RuleCode {
    /// A map of keys and values that follow each other.
    static func map(_ operands: [Value]) -> Value {
        var map: [String: Value] = [:]
        for index in stride(from: 0, to: operands.count, by: 2) {
            guard case .string(let key) = operands[index] else { return .error(.noSuchOverload) }
            guard map.updateValue(operands[index + 1], forKey: key) == nil else {
                return .error(.noSuchKey)
            }
        }
        return .map(map)
    }

    /// Evaluates `container[index]`.
    static func element(_ container: Value, _ index: Value) -> Value {
        switch (container, index) {
        case (.list(let elements), .int(let index)):
            guard index >= 0, index < elements.count else { return .error(.indexOutOfRange) }
            return elements[Int(index)]
        case (.list, .double(let index)) where index == index.rounded() && index.magnitude < 1e15:
            return element(container, .int(Int64(index)))
        case (.map(let entries), .string(let key)):
            return entries[key] ?? .error(.noSuchKey)
        default: return .error(.noSuchOverload)
        }
    }

    /// Code points, elements or entries.
    static func size(_ value: Value) -> Value {
        switch value {
        case .string(let text): .int(Int64(text.unicodeScalars.count))
        case .list(let elements): .int(Int64(elements.count))
        case .map(let entries): .int(Int64(entries.count))
        default: .error(.noSuchOverload)
        }
    }

    /// Evaluates `value in container`.
    static func membership(_ value: Value, _ container: Value) -> Value {
        switch (container, value) {
        case (.list(let elements), _): .bool(elements.contains { $0.isEqual(to: value) })
        case (.map(let entries), .string(let key)): .bool(entries[key] != nil)
        case (.map, _): .bool(false)
        default: .error(.noSuchOverload)
        }
    }

    /// `left + right` of types known only now.
    static func joined(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.string(let left), .string(let right)): return .string(left + right)
        case (.list(let left), .list(let right)): return .list(left + right)
        default:
            return Value(Number.arithmetic(.add, left.number, right.number))
                ?? .error(.noSuchOverload)
        }
    }

    /// `text.startsWith(part)` and its like, by code points.
    static func textTest(_ operation: Operation, _ text: Value, _ part: Value) -> Value {
        guard case .string(let text) = text, case .string(let part) = part else {
            return .error(.noSuchOverload)
        }
        switch operation {
        case .startsWith: return .bool(text.utf8.starts(with: part.utf8))
        case .endsWith: return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
        default: return .bool(contains(Array(text.utf8), Array(part.utf8)))
        }
    }

    /// Whether `part` stands anywhere in `text`; O(text * part).
    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { start in
            text[start..<start + part.count].elementsEqual(part)
        }
    }
}
