/// Conversions between types (cel-spec, "Standard definitions", type conversions).
enum Conversion {
    /// `int()` of a number: doubles are cut off towards zero, instants give whole seconds.
    static func int(_ number: Number) -> Number {
        switch number.kind {
        case .unknown, .error, .int: return number
        case .double:
            let value = number.double
            // The bounds themselves are refused: they stand for a range of doubles (cel-spec).
            guard value > -0x1p63, value < 0x1p63 else { return Number(.overflow) }
            return Number(.int, Int64(value))
        case .timestamp:
            let (seconds, rest) = number.bits.quotientAndRemainder(dividingBy: 1000)
            return Number(.int, rest < 0 ? seconds - 1 : seconds)
        default: return Number(.noSuchOverload)
        }
    }

    /// `int()` of a text.
    static func int(_ value: Value) -> Number {
        guard case .string(let text) = value else { return Number(.noSuchOverload) }
        guard let result = Int64(text) else { return Number(.invalidConversion) }
        return Number(.int, result)
    }

    /// `double()` of a number.
    static func double(_ number: Number) -> Number {
        switch number.kind {
        case .unknown, .error, .double: number
        case .int: Number(Double(number.bits))
        default: Number(.noSuchOverload)
        }
    }

    /// `double()` of a text.
    static func double(_ value: Value) -> Number {
        guard case .string(let text) = value else { return Number(.noSuchOverload) }
        guard let result = Double(text) else { return Number(.invalidConversion) }
        return Number(result)
    }

    /// Evaluates `string()`.
    static func text(_ value: Value) -> Value {
        switch value {
        case .unknown, .error, .string: return value
        case .bool(let value): return .string(value ? "true" : "false")
        case .int(let value): return .string(String(value))
        case .double(let value): return .string(text(value))
        case .timestamp(let value): return .string(text(value))
        case .duration(let value): return .string(DurationText.seconds(value))
        case .null, .list, .map: return .error(.noSuchOverload)
        }
    }

    /// The shortest digits that give the double back; whole numbers without a point.
    private static func text(_ value: Double) -> String {
        let digits = value.description
        return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
    }

    /// RFC 3339 without a fraction that is zero.
    private static func text(_ value: Instant) -> String {
        var bytes: [UInt8] = []
        value.appendRFC3339(to: &bytes)
        bytes.removeLast()
        while bytes.last == UInt8(ascii: "0"), bytes.contains(UInt8(ascii: ".")) {
            bytes.removeLast()
        }
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self) + "Z"
    }

    /// Evaluates `timestamp()` of a text (RFC 3339) or of whole seconds since 1970.
    static func timestamp(_ value: Value) -> Value {
        switch value {
        case .unknown, .error, .timestamp: return value
        case .string(let text):
            let bytes = Array(text.utf8)
            guard let instant = Instant(rfc3339: bytes.span) else {
                return .error(.invalidConversion)
            }
            return Value(Number(.timestamp, instant.milliseconds).inRange) ?? .unknown
        case .int(let seconds):
            let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
            if overflow { return .error(.overflow) }
            return Value(Number(.timestamp, milliseconds).inRange) ?? .unknown
        default: return .error(.noSuchOverload)
        }
    }

    /// Evaluates `duration()`.
    static func duration(_ value: Value) -> Value {
        switch value {
        case .unknown, .error, .duration: return value
        case .string(let text):
            return DurationText.milliseconds(text).map { .duration($0) }
                ?? .error(.invalidConversion)
        default: return .error(.noSuchOverload)
        }
    }

    /// Evaluates `bool()`.
    static func bool(_ value: Value) -> Value {
        switch value {
        case .unknown, .error, .bool: return value
        case .string("true"), .string("t"), .string("1"), .string("True"), .string("TRUE"):
            return .bool(true)
        case .string("false"), .string("f"), .string("0"), .string("False"), .string("FALSE"):
            return .bool(false)
        case .string: return .error(.invalidConversion)
        default: return .error(.noSuchOverload)
        }
    }
}
