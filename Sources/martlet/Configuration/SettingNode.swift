/// A value of the configuration before its meaning is known: a tree with places.
struct SettingNode: Sendable {
    /// What it holds.
    enum Content: Sendable {
        case scalar(Scalar)
        case mapping([Entry])
        case sequence([SettingNode])
    }

    /// A text and how it was written.
    struct Scalar: Sendable, Equatable {
        /// How a scalar can be written.
        enum Style: Sendable {
            case plain, singleQuoted, doubleQuoted, literal, folded
            /// In the environment or on the command line: text whose type the setting decides.
            case untyped
        }

        /// The text without quotes and escapes.
        var text: String
        /// How it was written.
        var style: Style
    }

    /// A key and its value.
    struct Entry: Sendable {
        /// The key.
        var key: String
        /// Where the key stands.
        var origin: SettingOrigin
        /// What it is set to.
        var value: SettingNode
    }

    /// What it holds.
    var content: Content
    /// Where it stands.
    var origin: SettingOrigin

    /// The scalar, if it is one.
    var scalar: Scalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// Whether nothing is written: YAML's null.
    var isNull: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// What messages call it: `text`, `a whole number`, `a list` ...
    var kindDescription: String {
        switch content {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar(let scalar):
            if isNull { return "nothing" }
            guard scalar.style == .plain else { return "text" }
            if scalar.text == "true" || scalar.text == "false" { return "a truth value" }
            if Int(scalar.text) != nil { return "a whole number" }
            // Words such as nan and infinity are text here, as in YAML's core schema.
            let isNumeric = scalar.text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
            return isNumeric && Double(scalar.text) != nil ? "a number" : "text"
        }
    }
}
