import MartletProfile

/// Turns the tree of settings into typed values, and collects everything that is wrong with them.
struct SettingReader {
    /// The entries of a mapping by key.
    typealias Entries = [String: SettingNode.Entry]

    /// The name of the file, as diagnostics show it.
    let fileName: String
    /// What was found wrong so far.
    private(set) var diagnostics: [Diagnostic] = []
    /// Keys that the last mapping's unknown keys were perhaps meant to be: not to be missed too.
    private(set) var misspelled: Set<String> = []

    init(fileName: String) { self.fileName = fileName }

    /// Adds a diagnostic about what stands at `origin`.
    mutating func report(
        _ severity: Diagnostic.Severity = .error, at origin: SettingOrigin, _ message: String,
        hint: String? = nil
    ) {
        let subject: String
        switch origin {
        case .file, .builtIn: subject = fileName
        case .environment(let name), .flag(let name): subject = name
        }
        diagnostics.append(
            Diagnostic(severity, subject: subject, span: origin.span, message: message, hint: hint))
    }

    /// Adds a diagnostic about a text that has the wrong form.
    mutating func report(_ complaint: SyntaxComplaint, at origin: SettingOrigin) {
        report(at: origin, complaint.message, hint: complaint.hint)
    }

    /// The entries of `node`, which must be a mapping (or nothing) with no other keys than `keys`.
    ///
    /// Unknown keys are reported and left out; so is everything if `node` is no mapping.
    mutating func entries(of node: SettingNode?, _ what: String, keys: [String]) -> Entries {
        var known: Entries = [:]
        misspelled = []
        for entry in pairs(of: node, what) {
            if keys.contains(entry.key) {
                known[entry.key] = entry
            } else {
                reportUnknown(entry, in: what, among: keys.filter { known[$0] == nil })
            }
        }
        return known
    }

    /// The entries of `node`, whatever their keys.
    mutating func pairs(of node: SettingNode?, _ what: String) -> [SettingNode.Entry] {
        guard let node, !node.isNull else { return [] }
        guard case .mapping(let entries) = node.content else {
            report(
                at: node.origin, "\(what) must be a mapping, not \(node.kindDescription)",
                hint: "write 'key: value' lines, or {key: value}")
            return []
        }
        return entries
    }

    /// Says that a key has no meaning.
    mutating func reportUnknown(_ entry: SettingNode.Entry, in what: String, among keys: [String]) {
        if entry.key == "<<" {
            return report(
                at: entry.origin, "merge keys are not supported", hint: "write the settings out")
        }
        if let nearest = NameSuggestion.nearest(to: entry.key, among: keys) {
            misspelled.insert(nearest)
        }
        let hint =
            NameSuggestion.hint(for: entry.key, among: keys)
            ?? (keys.isEmpty ? nil : "known are \(keys.joined(separator: ", "))")
        report(at: entry.origin, "unknown key '\(entry.key)' in \(what)", hint: hint)
    }

    /// The scalar of an entry as it is; nil, and reported, if it has none.
    mutating func scalar(_ entry: SettingNode.Entry) -> SettingNode.Scalar? {
        if entry.value.isNull {
            report(at: entry.origin, "'\(entry.key)' has no value", hint: "set it or leave it out")
            return nil
        }
        guard let scalar = entry.value.scalar else {
            report(
                at: entry.value.origin,
                "'\(entry.key)' must be a single value, not \(entry.value.kindDescription)")
            return nil
        }
        return scalar
    }

    /// The text of a node that must be text: a bare number or truth value is not.
    mutating func text(of node: SettingNode, _ what: String) -> String? {
        if let scalar = node.scalar, node.kindDescription == "text" { return scalar.text }
        report(
            at: node.origin, "\(what) must be text, not \(node.kindDescription)",
            hint: node.scalar == nil || node.isNull ? nil : "put it in quotes")
        return nil
    }
}
