/// The arrows between targets: imports point downward only.
enum ImportRule {
    /// What each target under Sources may import; nil = anything but ``forbidden``.
    static let allowed: [String: Set<String>] = [
        "MartletProfile": [],
        "MartletWire": ["MartletProfile", "_Builtin_intrinsics"],
        "MartletStream": ["MartletProfile", "MartletWire"],
        "MartletKafka": [
            "CRdKafka", "MartletStream", "Logging", "Synchronization", "Dispatch", "Foundation",
            "Glibc",
        ],
        "MartletStorage": [
            "CCompression", "MartletStream", "MartletWire", "MartletProfile", "Logging",
            "Synchronization", "Dispatch", "Foundation", "Glibc",
        ],
        "MartletServer": [
            "MartletStream", "MartletWire", "MartletProfile", "Logging", "Synchronization",
            "Dispatch",
            "Foundation", "Glibc",
        ],
        "martlet": [
            "MartletProfile", "MartletWire", "MartletStream", "MartletKafka", "MartletStorage",
            "MartletServer", "ArgumentParser", "Logging", "Yams", "Foundation", "Synchronization",
            "Dispatch", "Glibc",
        ],
    ]

    /// Targets without I/O, clock or randomness.
    static let pure: Set<String> = ["MartletProfile", "MartletWire", "MartletStream"]

    /// What the tests of a pure target must not import: brokers, disks, threads.
    static let forbiddenInPureTests: Set<String> = [
        "CRdKafka", "CCompression", "MartletKafka", "MartletStorage", "MartletServer", "martlet",
        "Dispatch", "Glibc",
    ]

    /// Whether the file belongs to the tests of a pure target.
    static func isPureTest(_ file: SourceFile) -> Bool {
        guard !file.isProduct, let target = file.target else { return false }
        return pure.contains { target == $0 + "Tests" }
            || ["MartletSimulation", "MartletOracles"].contains(target)
    }

    static func violations(in file: SourceFile) -> [Violation] {
        guard let target = file.target else { return [] }
        return imports(of: file).compactMap { line, module in
            if file.isProduct {
                guard let modules = allowed[target] else {
                    return Violation(
                        path: file.path, line: line, message: "\(target) is not in the table")
                }
                guard !modules.contains(module) else { return nil }
                return Violation(
                    path: file.path, line: line, message: "\(target) must not import \(module)")
            }
            guard isPureTest(file), forbiddenInPureTests.contains(module) else { return nil }
            return Violation(
                path: file.path, line: line,
                message: "tests of a pure target must not import \(module)")
        }
    }

    /// Line number and module of each import.
    static func imports(of file: SourceFile) -> [(line: Int, module: String)] {
        file.codeLines.enumerated().compactMap { index, line in
            var words = line.split { !($0.isLetter || $0.isNumber || "_@.".contains($0)) }
            while let first = words.first, isModifier(first) { words.removeFirst() }
            guard words.first == "import", words.count > 1 else { return nil }
            let kinds: Set<Substring> = [
                "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
            ]
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return (index + 1, String(name.split(separator: ".")[0]))
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@")
            || ["public", "package", "internal", "private", "fileprivate"].contains(word)
    }
}
