/// Finds the functions, initializers, accessors and subscripts of Swift code by counting braces.
enum SwiftFunctions {
    private static let starts: Set<Substring> = ["func", "init", "deinit", "subscript", "var"]
    private static let ends: Set<Substring> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "struct", "class", "enum",
        "protocol",
        "extension", "import", "typealias", "associatedtype", "static", "public", "package",
        "internal",
        "private", "fileprivate", "mutating", "return", "if", "for", "while", "guard", "switch",
    ]

    /// Lines of each function, from its keyword to its closing brace.
    static func bodies(in text: String) -> [ClosedRange<Int>] {
        let tokens = Tokens.of(text)
        return tokens.indices.compactMap { index in
            guard starts.contains(tokens[index].text), index == 0 || tokens[index - 1].text != ".",
                let open = opening(tokens, after: index),
                let close = Tokens.closing(tokens, from: open)
            else { return nil }
            return tokens[index].line...tokens[close].line
        }
    }

    /// The brace that opens the body of the declaration at `start`; nil if it has none.
    private static func opening(_ tokens: [Tokens.Token], after start: Int) -> Int? {
        var depth = 0
        for index in tokens.indices[(start + 1)...] {
            switch tokens[index].text {
            case "(", "[": depth += 1
            case ")", "]":
                depth -= 1
                if depth < 0 { return nil }
            case "{": if depth == 0 { return index }
            case "}", ";", "=":
                if depth == 0 && !isOperatorName(tokens, index, start) { return nil }
            case let word where depth == 0 && ends.contains(word): return nil
            default: continue
            }
        }
        return nil
    }

    /// Whether the token is part of `func ==`, not an assignment.
    private static func isOperatorName(_ tokens: [Tokens.Token], _ index: Int, _ start: Int) -> Bool
    {
        tokens[start].text == "func" && tokens[index].text == "=" && index <= start + 3
    }
}

/// Finds the functions of C and C++ code: a brace after a closing parenthesis, outside any other.
enum CFunctions {
    /// Lines of each function, from its opening to its closing brace.
    static func bodies(in text: String) -> [ClosedRange<Int>] {
        let tokens = Tokens.of(text)
        var found: [ClosedRange<Int>] = []
        var index = 1
        while index < tokens.count {
            let before = tokens[index - 1].text
            if tokens[index].text == "{", [")", "const", "noexcept"].contains(before),
                let close = Tokens.closing(tokens, from: index)
            {
                found.append(tokens[index].line...tokens[close].line)
                index = close
            }
            index += 1
        }
        return found
    }
}

/// Words and single marks of code, with their lines.
enum Tokens {
    /// A word or a mark.
    struct Token {
        var text: Substring
        var line: Int
    }

    /// The tokens of `text` without comments and literals.
    static func of(_ text: String) -> [Token] {
        let lines = Scrubber.code(of: text).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().flatMap { number, line in
            var tokens: [Token] = []
            var rest = line[...]
            while let first = rest.first {
                let isWord = first.isLetter || first.isNumber || first == "_"
                let token =
                    isWord
                    ? rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" } : rest.prefix(1)
                if !first.isWhitespace { tokens.append(Token(text: token, line: number + 1)) }
                rest = rest.dropFirst(token.count)
            }
            return tokens
        }
    }

    /// The brace that closes the one at `open`.
    static func closing(_ tokens: [Token], from open: Int) -> Int? {
        var depth = 0
        for index in tokens.indices[open...] {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }
}
