/// Calls that are wrong where they stand, each with what to do instead.
enum BannedCallRule {
    /// A call, where it is banned, and what to use instead.
    private struct Ban {
        let call: Regex<Substring>
        let instead: String
        let applies: (SourceFile) -> Bool
    }

    /// Files that may trap with `fatalError`.
    static let fatalErrorFiles: Set<String> = []

    private static var bans: [Ban] {
        [
            Ban(
                call: #/(?:^|[^.\w])print\(/#, instead: "only the command writes to the terminal",
                applies: { $0.isProduct && $0.target != "martlet" }),
            Ban(
                call: #/\bfatalError\(/#,
                instead: "use preconditionFailure for broken invariants, or throw",
                applies: { $0.isProduct && !fatalErrorFiles.contains($0.path) }),
            Ban(call: #/\btry!/#, instead: "handle the error", applies: \.isProduct),
            Ban(
                call:
                    #/\bDate(?:\(\)|\.now\b)|\b(?:Continuous|Suspending)Clock\b|\bclock_gettime\b/#,
                instead: "instants are arguments", applies: isPure),
            Ban(
                call: #/\bThread\b|\bDispatchQueue\b|\bTask\b/#, instead: "no threads here",
                applies: isPure),
            Ban(
                call: #/\bSystemRandomNumberGenerator\b|\.random\(in:[^,()]*\)|\.shuffled?\(\)/#,
                instead: "no randomness here; tests use a seeded generator",
                applies: { isPure($0) || ImportRule.isPureTest($0) }),
            Ban(
                call: #/\b(?:u?sleep|nanosleep)\(|\.sleep\(|\bDate\(\)|\bDate\.now\b/#,
                instead: "tests of pure targets neither wait nor look at a clock",
                applies: ImportRule.isPureTest),
        ]
    }

    private static func isPure(_ file: SourceFile) -> Bool {
        file.isProduct && ImportRule.pure.contains(file.target ?? "")
    }

    static func violations(in file: SourceFile) -> [Violation] {
        let active = Self.bans.filter { $0.applies(file) }
        return file.codeLines.enumerated().flatMap { index, line in
            active.compactMap { ban in
                guard let match = line.firstMatch(of: ban.call.wordBoundaryKind(.simple)) else {
                    return nil
                }
                return Violation(
                    path: file.path, line: index + 1, message: "\(match.output): \(ban.instead)")
            }
        }
    }
}
