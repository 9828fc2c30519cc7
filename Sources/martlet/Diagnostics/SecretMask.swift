/// Hides the values of secret properties in lines that are shown to the user.
///
/// It works on text, because a file that can't be parsed must not leak either.
enum SecretMask {
    /// How the names of librdkafka's properties begin that are about credentials.
    ///
    /// No other name of the configuration can begin so.
    private static let families = ["sasl.", "ssl.", "ssl_"]
    /// Parts of their names that tell a secret.
    private static let markers = [
        "password", "secret", "token", "key.pem", "ssl_key", "oauthbearer.config",
    ]

    /// Whether the value of a property of this name is a secret.
    static func isSecret(property name: String) -> Bool {
        let folded = name.lowercased()
        return families.contains { folded.hasPrefix($0) }
            && markers.contains { folded.contains($0) }
    }

    /// `line` with every value behind the name of a secret property as asterisks.
    static func mask(_ line: String) -> String {
        var scalars = Array(line.unicodeScalars)
        var index = 0
        while let colon = scalars[index...].firstIndex(of: ":") {
            index = colon + 1
            guard isSecret(property: word(endingAt: colon, in: scalars)) else { continue }
            while index < scalars.count, scalars[index] == " " { index += 1 }
            // References are no secrets, and a user who mistypes one must see it.
            let isQuoted =
                index < scalars.count && (scalars[index] == "\"" || scalars[index] == "'")
            guard !scalars[(isQuoted ? index + 1 : index)...].starts(with: ["$", "{"]) else {
                continue
            }
            let opened = scalars[..<colon].count { $0 == "{" }
            let isInBraces = opened > scalars[..<colon].count { $0 == "}" }
            let end = valueEnd(scalars, from: index, isInBraces: isInBraces)
            for place in index..<end { scalars[place] = "*" }
            index = end
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The name before a colon, without quotes.
    private static func word(endingAt colon: Int, in scalars: [Unicode.Scalar]) -> String {
        let separators: Set<Unicode.Scalar> = [" ", "\t", "{", ",", "[", "\"", "'"]
        var end = colon
        while end > 0, scalars[end - 1] == "\"" || scalars[end - 1] == "'" { end -= 1 }
        let start = scalars[..<end].lastIndex { separators.contains($0) }.map { $0 + 1 } ?? 0
        return String(String.UnicodeScalarView(scalars[start..<end]))
    }

    /// Where the value that starts at `start` ends: at its quote, else at what ends plain text.
    private static func valueEnd(
        _ scalars: [Unicode.Scalar], from start: Int, isInBraces: Bool
    ) -> Int {
        guard start < scalars.count else { return start }
        let quote = scalars[start]
        if quote == "\"" || quote == "'" {
            return quotedEnd(scalars, from: start + 1, quote)
        }
        guard isInBraces else { return scalars.count }
        return scalars[start...].firstIndex { $0 == "," || $0 == "}" } ?? scalars.count
    }

    /// Behind the closing quote; doubled and escaped quotes do not close.
    private static func quotedEnd(
        _ scalars: [Unicode.Scalar], from start: Int, _ quote: Unicode.Scalar
    ) -> Int {
        var index = start
        while index < scalars.count {
            if quote == "\"", scalars[index] == "\\" {
                index += 2
            } else if scalars[index] != quote {
                index += 1
            } else if quote == "'", index + 1 < scalars.count, scalars[index + 1] == quote {
                index += 2
            } else {
                return index + 1
            }
        }
        return scalars.count
    }

    /// A line of `source` as it may be shown: also the lines of a secret that goes over several.
    static func text(ofLine number: Int, in source: SourceText) -> String {
        let line = source.text(ofLine: number)
        let indentation = line.prefix { $0 == " " }.count
        var above = number - 1
        while above >= 1 {
            let text = source.text(ofLine: above)
            let isBlank = text.allSatisfy(\.isWhitespace)
            if !isBlank, text.prefix(while: { $0 == " " }).count < indentation {
                let name = text.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
                guard isSecret(property: name.filter { !" \"'".contains($0) }) else { break }
                return String(line.map { $0.isWhitespace ? $0 : "*" })
            }
            above -= 1
        }
        return mask(line)
    }
}
