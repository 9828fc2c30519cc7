/// Words that speak of unfinished work, and paths of one machine.
enum WordRule {
    /// Written in pieces, so that this file does not break its own rule.
    private static let words = [
        "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "st" + "ub", "place" + "holder",
        "un" + "implemented", "not im" + "plemented",
    ]

    private static let folders = ["work", "tmp", "root", "opt", "home"]

    static func violations(in file: SourceFile) -> [Violation] {
        file.lines.enumerated().flatMap { index, line in
            words.filter { contains(line, word: $0) }.map {
                Violation(path: file.path, line: index + 1, message: "the word \($0)")
            }
                + folders.filter { isPath(line, folder: $0) }.map {
                    Violation(
                        path: file.path, line: index + 1, message: "a path of one machine: /\($0)/")
                }
        }
    }

    private static func contains(_ line: Substring, word: String) -> Bool {
        line.ranges(of: word).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            return !isWordPart(before) && !isWordPart(after)
        }
    }

    private static func isPath(_ line: Substring, folder: String) -> Bool {
        line.ranges(of: "/\(folder)/").contains { range in
            line[range.upperBound...].first.map { $0.isLowercase } ?? false
        }
    }

    private static func isWordPart(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
}
