import Foundation

/// Links of the documents lead somewhere.
enum LinkRule {
    /// Checks the links of a Markdown file; `exists` answers for paths relative to the root.
    static func violations(in file: SourceFile, exists: (String) -> Bool) -> [Violation] {
        let anchors = Set(file.lines.compactMap(anchor))
        let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
        return prose(file).flatMap { number, line in
            targets(of: line).compactMap { link in
                let isFine: Bool
                if link.hasPrefix("#") {
                    isFine = anchors.contains(String(link.dropFirst()))
                } else if link.hasPrefix("doc:") {
                    isFine = exists("\(folder)/\(link.dropFirst(4)).md")
                } else {
                    let path = String(link.prefix { $0 != "#" })
                    isFine = exists(folder.isEmpty ? path : "\(folder)/\(path)")
                }
                guard !isFine else { return nil }
                return Violation(path: file.path, line: number, message: "\(link) leads nowhere")
            }
        }
    }

    /// Schemas that a schema or the AsyncAPI document refers to and that are not there.
    static func references(in file: SourceFile, exists: (String) -> Bool) -> [Violation] {
        file.lines.enumerated().flatMap { index, line in
            line.matches(of: #/\$ref['"]?: ?['"]([^'"#]+)/#).compactMap { match in
                let path = "Schemas/" + match.1.trimmingPrefix("./")
                guard !exists(path) else { return nil }
                return Violation(
                    path: file.path, line: index + 1, message: "\(match.1) is not there")
            }
        }
    }

    /// Whether the file parses as JSON.
    static func syntax(of file: SourceFile) -> [Violation] {
        do {
            _ = try JSONSerialization.jsonObject(with: Data(file.text.utf8))
            return []
        } catch {
            return [Violation(path: file.path, line: 0, message: "is not JSON: \(error)")]
        }
    }

    /// Numbered lines outside fenced code.
    private static func prose(_ file: SourceFile) -> [(Int, Substring)] {
        var isCode = false
        return file.lines.enumerated().compactMap { index, line in
            if line.hasPrefix("```") {
                isCode.toggle()
                return nil
            }
            return isCode ? nil : (index + 1, line)
        }
    }

    /// Targets of `[text](target)` and `<doc:Name>`, those on other hosts left out.
    private static func targets(of line: Substring) -> [Substring] {
        let links = line.matches(of: #/\]\(([^)\s]+)\)/#).map(\.1)
        let pages = line.matches(of: #/<(doc:[^>]+)>/#).map(\.1)
        return (links + pages).filter { !$0.hasPrefix("http://") && !$0.hasPrefix("https://") }
    }

    /// The anchor of a heading, as code hosts derive it.
    private static func anchor(_ line: Substring) -> String? {
        guard line.hasPrefix("#") else { return nil }
        let title = line.drop { $0 == "#" || $0 == " " }.lowercased()
        let kept = title.filter {
            $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " "
        }
        return kept.replacing(" ", with: "-")
    }
}
