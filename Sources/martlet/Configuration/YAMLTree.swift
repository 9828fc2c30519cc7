import Yams

/// Reads YAML text into a tree of settings; the only file that knows the YAML library.
struct YAMLTree {
    /// The text.
    let source: SourceText
    /// What was found wrong.
    private(set) var diagnostics: [Diagnostic] = []
    /// The whole document; nil if it is empty or can't be read.
    private(set) var root: SettingNode?
    /// Keys that were renamed to get past a duplicate, by the byte at which they stand.
    private var renamedKeys: [Int: String] = [:]

    /// Duplicate keys after which reading stops: each costs a pass over the text.
    private static let mostDuplicates = 100
    /// Values in a document; a few lines of nested aliases could otherwise fill the memory.
    private static let mostNodes = 1_000_000
    /// Values converted so far.
    private var nodeCount = 0

    /// Reads `source`; cost is linear in its length.
    init(_ source: SourceText) {
        self.source = source
        if let unprintable = YAMLSyntax.firstForbiddenCharacter(in: source) {
            diagnostics.append(unprintable)
            return
        }
        var text = source.bytes
        for _ in 0...Self.mostDuplicates {
            do {
                let yaml = String(decoding: text, as: UTF8.self)
                let node = try Yams.compose(yaml: yaml, .basic, .default, .utf8)
                root = node.map { convert($0) }
                if nodeCount > Self.mostNodes {
                    let message =
                        "more than \(Self.mostNodes) values, aliases counted as what they stand for"
                    diagnostics.append(Diagnostic(subject: source.name, message: message))
                }
                return
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                guard rename(names.sorted().first ?? "", at: context.mark, in: &text) else {
                    return
                }
            } catch {
                diagnostics.append(YAMLSyntax.diagnostic(error, in: source))
                return
            }
        }
    }

    /// Gives the first of several equal keys another name of the same width, so that reading can
    /// go on and every duplicate of the file is reported at once; the tree has the old name.
    private mutating func rename(_ key: String, at mark: Mark, in text: inout [UInt8]) -> Bool {
        let current = SourceText(name: source.name, text: String(decoding: text, as: UTF8.self))
        let position = SourcePosition(line: mark.line, column: mark.column)
        let start = ScalarScan.skipProperties(current.bytes, from: current.offset(of: position))
        var first = start
        if first < text.count, text[first] == UInt8(ascii: "\"") || text[first] == UInt8(ascii: "'")
        {
            first += 1
        }
        let original = source.offset(of: current.position(of: start))
        guard let initial = key.utf8.first, first < text.count, renamedKeys[original] == nil,
            text[first] == initial || text[first] == UInt8(ascii: "\\"),
            let stand = Unicode.Scalar(0xE000 + UInt32(renamedKeys.count))
        else {
            report(duplicate: key, at: position)
            return false
        }
        let width = SourceText.width(ofLeadByte: text[first])
        text.replaceSubrange(
            first..<min(first + width, text.count), with: Array(String(stand).utf8))
        renamedKeys[original] = key
        return true
    }

    private mutating func report(
        duplicate key: String, at position: SourcePosition, of line: Int? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                subject: source.name,
                span: SourceSpan(start: position, length: key.unicodeScalars.count),
                message: "duplicate key '\(key)'"
                    + (line.map { ": it is set in line \($0) already" } ?? ""),
                hint: "remove one of them"))
    }

    private mutating func convert(_ node: Node) -> SettingNode {
        let position = SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        nodeCount += 1
        guard nodeCount <= Self.mostNodes else {
            return SettingNode(
                content: .scalar(.init(text: "", style: .plain)),
                origin: .file(SourceSpan(start: position)))
        }
        switch node {
        case .scalar(let scalar):
            let style = Self.style(of: scalar)
            let span = ScalarScan.span(of: scalar.string, style, at: position, in: source)
            return SettingNode(
                content: .scalar(.init(text: scalar.string, style: style)), origin: .file(span))
        case .sequence(let sequence):
            var items: [SettingNode] = []
            for item in sequence { items.append(convert(item)) }
            return SettingNode(
                content: .sequence(items), origin: .file(SourceSpan(start: position)))
        case .mapping(let mapping):
            return SettingNode(
                content: .mapping(entries(of: mapping)), origin: .file(SourceSpan(start: position)))
        case .alias:
            // The parser puts the anchored node in an alias's place; a bare one has no value.
            return SettingNode(
                content: .scalar(.init(text: "", style: .plain)),
                origin: .file(SourceSpan(start: position)))
        }
    }

    private mutating func entries(of mapping: Node.Mapping) -> [SettingNode.Entry] {
        var entries: [SettingNode.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            var key = convert(keyNode)
            guard var name = key.scalar?.text, let span = key.origin.span else {
                diagnostics.append(
                    Diagnostic(
                        subject: source.name, span: key.origin.span, message: "a key must be text"))
                continue
            }
            let value = convert(valueNode)
            let start = ScalarScan.skipProperties(source.bytes, from: source.offset(of: span.start))
            if let original = renamedKeys[start] {
                name = original
                key.origin = .file(SourceSpan(start: span.start, length: name.unicodeScalars.count))
            }
            if let line = lines[name] {
                report(duplicate: name, at: span.start, of: line)
                continue
            }
            lines[name] = span.start.line
            entries.append(SettingNode.Entry(key: name, origin: key.origin, value: value))
        }
        return entries
    }

    private static func style(of scalar: Node.Scalar) -> SettingNode.Scalar.Style {
        switch scalar.style {
        case .singleQuoted: return .singleQuoted
        case .doubleQuoted: return .doubleQuoted
        case .literal: return .literal
        case .folded: return .folded
        case .any, .plain: return .plain
        }
    }
}
