/// Files that fit a mind, functions that fit a screen, lines that fit a window.
enum SizeRule {
    /// Most lines of a file of the product.
    static let sourceLines = 300
    /// Most lines of a test file.
    static let testLines = 400
    /// Most lines of a function, its signature included.
    static let functionLines = 60
    /// Most characters of a line.
    static let columns = 100

    /// Files that may be longer, each with the reason.
    static let exceptions: [String: String] = [:]

    static func violations(in file: SourceFile) -> [Violation] {
        longFile(file) + longLines(file) + longFunctions(file)
    }

    static func longFile(_ file: SourceFile) -> [Violation] {
        let limit = file.isProduct ? sourceLines : testLines
        guard file.lines.count > limit, exceptions[file.path] == nil else { return [] }
        let message = "\(file.lines.count) lines, \(limit) at most: one noun per file"
        return [Violation(path: file.path, line: 0, message: message)]
    }

    static func longLines(_ file: SourceFile) -> [Violation] {
        file.lines.enumerated().compactMap { index, line in
            guard line.count > columns, !line.contains("https://") else { return nil }
            return Violation(
                path: file.path, line: index + 1,
                message: "\(line.count) columns, \(columns) at most")
        }
    }

    static func longFunctions(_ file: SourceFile) -> [Violation] {
        let functions =
            file.path.hasSuffix(".swift")
            ? SwiftFunctions.bodies(in: file.text) : CFunctions.bodies(in: file.text)
        return functions.filter { $0.count > functionLines }.map { body in
            let message = "a function of \(body.count) lines, \(functionLines) at most"
            return Violation(path: file.path, line: body.lowerBound, message: message)
        }
    }
}
