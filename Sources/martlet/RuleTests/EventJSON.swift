/// Events written in YAML, as the JSON that an input topic would hold.
enum EventJSON {
    /// The line for a value; numbers keep their digits.
    ///
    /// A plain scalar is a number, `true`, `false` or null where JSON would take it for one (RFC
    /// 8259), and text otherwise; a scalar in quotes is text.
    static func line(_ node: SettingNode) -> [UInt8] { Array(text(node).utf8) }

    private static func text(_ node: SettingNode) -> String {
        switch node.content {
        case .mapping(let entries):
            let members = entries.map { "\(JSONString.quoted($0.key)):\(text($0.value))" }
            return "{" + members.joined(separator: ",") + "}"
        case .sequence(let items): return "[" + items.map(text).joined(separator: ",") + "]"
        case .scalar(let scalar):
            if node.isNull { return "null" }
            let isWord = scalar.text == "true" || scalar.text == "false"
            let isBare = scalar.style == .plain && (isWord || isNumber(scalar.text))
            return isBare ? scalar.text : JSONString.quoted(scalar.text)
        }
    }

    /// Whether a text is a number of JSON (RFC 8259, section 6).
    static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let whole = takeDigits(&rest)
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            return false
        }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard !takeDigits(&rest).isEmpty else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
            guard !takeDigits(&rest).isEmpty else { return false }
        }
        return rest.isEmpty
    }

    private static func takeDigits(
        _ rest: inout Substring.UTF8View.SubSequence
    ) -> Substring.UTF8View.SubSequence {
        let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
        rest = rest.dropFirst(digits.count)
        return digits
    }
}
