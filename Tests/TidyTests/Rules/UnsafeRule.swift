/// Unsafe code stands in few, named files, each of which says why it is sound.
enum UnsafeRule {
    /// The files that may use `unsafe` and unsafe pointers; a path that ends with `/` is a folder.
    static let files: Set<String> = [
        "Sources/MartletKafka/Errors/KafkaFailure.swift",
        "Sources/MartletKafka/Handles/",
        "Sources/MartletProfile/Lists/CustomerListReference.swift",
        "Sources/MartletProfile/Profiles/BlockPool.swift",
        "Sources/MartletProfile/Profiles/ByteHash.swift",
        "Sources/MartletProfile/Profiles/FlatArray.swift",
        "Sources/MartletProfile/Profiles/HotPlanReference.swift",
        "Sources/MartletProfile/Profiles/RuleReference.swift",
        "Sources/MartletProfile/Profiles/Slab.swift",
        "Sources/MartletProfile/Profiles/SymbolReference.swift",
        "Sources/MartletProfile/Profiles/WordStack.swift",
        "Sources/MartletProfile/Profiles/Words.swift",
        "Sources/MartletProfile/Time/CalendarReference.swift",
        "Sources/MartletStorage/FileDescriptor.swift",
        "Sources/MartletStorage/Input/ByteScan.swift",
        "Sources/MartletStorage/Input/Decompressor.swift",
        "Sources/MartletWire/JSON/ByteAppending.swift",
        "Sources/MartletWire/JSON/ByteBlock.swift",
        "Sources/MartletWire/JSON/ExpectedKeys.swift",
        "Sources/MartletWire/JSON/JSONText.swift",
        "Sources/MartletWire/JSON/PlainText.swift",
        "Sources/martlet/CommandLine/HangupSignal.swift",
        "Sources/martlet/CommandLine/StopSignal.swift",
        "Sources/martlet/CommandLine/Terminal.swift",
        "Sources/martlet/Engine/InstanceIdentity.swift",
        "Sources/martlet/Engine/SystemClock.swift",
        "Sources/martlet/Engine/WorkerThread.swift",
        "Tests/MartletKafkaTests/OwnThread.swift",
    ]

    private static var word: Regex<Substring> {
        #/\bunsafe\b|\bUnsafe\w*Pointer\b|\bwithUnsafe\w*|\bunsafeBitCast\b/#
    }

    static func violations(in file: SourceFile, allowed: Set<String> = files) -> [Violation] {
        let word = Self.word.wordBoundaryKind(.simple)
        let uses = file.codeLines.enumerated().filter { $0.element.contains(word) }.map {
            $0.offset + 1
        }
        let folder = file.path.dropLast(file.name.count)
        let isInFolder = allowed.contains(String(folder))
        if isInFolder && uses.isEmpty { return [] }
        guard isInFolder || allowed.contains(file.path) else {
            return uses.map {
                Violation(path: file.path, line: $0, message: "unsafe code outside its files")
            }
        }
        if uses.isEmpty {
            return [
                Violation(path: file.path, line: 0, message: "no unsafe code: take it off the list")
            ]
        }
        guard !file.text.contains("// SAFETY:") && !file.text.contains("/// SAFETY:") else {
            return []
        }
        return [
            Violation(
                path: file.path, line: 0, message: "no comment `SAFETY:` says why it is sound")
        ]
    }

    /// Names on the list that no file has.
    static func stale(_ allowed: Set<String>, paths: [String]) -> [Violation] {
        let gone = allowed.filter { entry in
            !paths.contains { $0 == entry || (entry.hasSuffix("/") && $0.hasPrefix(entry)) }
        }
        return gone.sorted().map {
            Violation(path: $0, line: 0, message: "is on the list of unsafe files, but not there")
        }
    }
}
