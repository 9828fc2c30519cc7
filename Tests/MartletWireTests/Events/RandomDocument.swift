import MartletProfile

/// Valid JSON objects that are often events, with random order, space, escapes and nesting.
enum RandomDocument {
    private static let keys = [
        "customer_id", "ts", "type", "event_id", "amount", "category", "cart", "any", "a", "x",
        "a_longer_key_than_all_others", "k\u{e9}y", "",
    ]

    static func event(_ random: inout SplitMix64) -> String {
        var members = [
            member("customer_id", random.pick([#""c1""#, "12", #""\u0041""#]), &random),
            member("ts", random.pick(["1735690520974", #""2010-12-01T08:26:00.25Z""#]), &random),
            member("type", random.pick([#""purchase""#, #""browse""#, #""other""#]), &random),
        ]
        for _ in 0..<random.below(8) {
            members.append(member(random.pick(keys), value(&random, depth: 0), &random))
        }
        members.shuffle(using: &random)
        return "{" + members.joined(separator: ",") + space(&random) + "}"
    }

    private static func member(
        _ key: String, _ value: String, _ random: inout SplitMix64
    ) -> String {
        space(&random) + text(key, &random) + space(&random) + ":" + space(&random) + value
            + space(&random)
    }

    private static func space(_ random: inout SplitMix64) -> String {
        random.below(6) == 0 ? random.pick([" ", "\n", "\t ", "\r\n    "]) : ""
    }

    private static func text(_ text: String, _ random: inout SplitMix64) -> String {
        var result = "\""
        for unit in text.utf16 {
            let isPlain = unit >= 0x20 && unit != 0x22 && unit != 0x5C && unit < 0x80
            if isPlain, random.below(30) > 0 {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16, uppercase: random.below(2) == 0)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }

    private static func value(_ random: inout SplitMix64, depth: Int) -> String {
        switch random.below(depth > 3 ? 7 : 10) {
        case 0: return random.pick(["null", "true", "false"])
        case 1: return "\(Int64(bitPattern: random.next()) >> Int64(random.below(64)))"
        case 2: return "\(random.below(2000)).\(random.below(100_000))"
        case 3: return "-\(random.below(9))e\(random.below(30) - 15)"
        case 4: return text("plain text of \(random.below(1000))", &random)
        case 5: return "\"\u{e4}\u{20ac}\u{1F600}\""
        case 6: return text("\u{1}\"\\/\n\u{1F600}", &random)
        case 7:
            let values = (0..<random.below(4)).map { _ in value(&random, depth: depth + 1) }
            return "[" + values.joined(separator: space(&random) + ",") + "]"
        default:
            let names = ["total", "b", "c", "x"]
            let members = (0..<random.below(4)).map { _ in
                member(random.pick(names), value(&random, depth: depth + 1), &random)
            }
            return "{" + members.joined(separator: ",") + space(&random) + "}"
        }
    }
}
