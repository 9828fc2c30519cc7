/// Everything that another target can see has a documentation comment.
enum DocumentationRule {
    private static var declaration: Regex<Substring> {
        #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|package|open)\s(?!import\b|extension\b).*/#
    }
    private static var attribute: Regex<Substring> {
        #/^\s*(?:@|#if|#endif)/#
    }

    static func violations(in file: SourceFile) -> [Violation] {
        let declaration = Self.declaration
        return file.codeLines.enumerated().compactMap { index, line in
            guard line.wholeMatch(of: declaration) != nil, !isDocumented(file.lines, at: index)
            else {
                return nil
            }
            return Violation(path: file.path, line: index + 1, message: "no documentation comment")
        }
    }

    private static func isDocumented(_ lines: [Substring], at index: Int) -> Bool {
        var above = index - 1
        while above >= 0, lines[above].prefixMatch(of: attribute) != nil { above -= 1 }
        guard above >= 0 else { return false }
        return lines[above].trimmingPrefix(while: \.isWhitespace).hasPrefix("///")
    }
}
