/// A file of the repository, as text and as lines.
struct SourceFile {
    /// Path relative to the root.
    let path: String
    /// The whole text.
    let text: String
    /// The text split at newlines; a newline at the end begins no further line.
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// The folder under Sources or Tests that the file stands in: the name of its target.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    /// Whether the file is part of the product.
    var isProduct: Bool { path.hasPrefix("Sources/") }

    /// Last part of the path.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The lines with comments and the contents of literals blanked.
    var codeLines: [Substring] {
        Scrubber.code(of: text).split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// Something that breaks a house rule.
struct Violation: CustomStringConvertible, Equatable {
    /// Path of the file.
    let path: String
    /// Line, from 1; 0 = the file as a whole.
    let line: Int
    /// What is wrong.
    let message: String

    var description: String { line > 0 ? "\(path):\(line): \(message)" : "\(path): \(message)" }
}
