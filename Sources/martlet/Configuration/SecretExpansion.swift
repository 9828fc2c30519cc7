import MartletStorage

/// Replaces `${env:NAME}` and `${file:path}` in the values of Kafka properties.
///
/// `$${` stands for `${` itself. Messages name the variable or the file, never its content.
struct SecretExpansion: Sendable {
    /// Bytes of a file with a secret.
    static let mostBytes = 1 << 20

    /// The process environment.
    var environment: [String: String]
    /// The directory that relative paths start from: that of the configuration file.
    var directory: String

    /// The text with every reference replaced, and whether there was one.
    func expand(_ text: String) throws(SyntaxComplaint) -> (text: String, isExpanded: Bool) {
        var result = ""
        var rest = Substring(text)
        var isExpanded = false
        while let start = rest.firstRange(of: "${") {
            let before = rest[..<start.lowerBound]
            if before.last == "$" {
                result += before.dropLast() + "${"
                rest = rest[start.upperBound...]
                continue
            }
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                throw SyntaxComplaint(
                    message: "'${' without '}'", hint: "close it, or write '$${' for the characters"
                )
            }
            result += before
            result += try value(of: rest[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
            isExpanded = true
        }
        return (result + rest, isExpanded)
    }

    private func value(of reference: Substring) throws(SyntaxComplaint) -> String {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw SyntaxComplaint(
                message: "'${\(reference)}' is not a reference",
                hint: "write ${env:NAME} or ${file:path}")
        }
        switch parts[0] {
        case "env":
            guard let value = environment[String(parts[1])] else {
                throw SyntaxComplaint(message: "environment variable \(parts[1]) is not set")
            }
            return value
        case "file": return try content(ofFile: String(parts[1]))
        default:
            throw SyntaxComplaint(
                message: "unknown kind of reference '\(parts[0])'",
                hint: "write ${env:NAME} or ${file:path}")
        }
    }

    /// The file's text without the line break at its end.
    private func content(ofFile path: String) throws(SyntaxComplaint) -> String {
        let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileBytes.read(whole, limit: Self.mostBytes)
        } catch {
            throw SyntaxComplaint(message: "the secret can't be had: \(error.description)")
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw SyntaxComplaint(message: "'\(path)' is not UTF-8 text")
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
