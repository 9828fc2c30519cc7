/// What each bit of the word of flags is about: a changed configuration finds them again by it.
struct PersonaFlags: Sendable, Equatable {
    /// Bits by the text of what they are about.
    private(set) var bits: [String: Int] = [:]

    /// What the text of every such word begins with.
    private static let title = "persona flags"

    /// Makes flags without any bit.
    init() {}

    /// Reads what ``text`` says; nil if it is about another word.
    init?(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst().map(String.init) == Self.title else { return nil }
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let bit = Int(parts[0]), 0..<64 ~= bit else { return nil }
            bits[String(parts[1])] = bit
        }
    }

    /// Notes what a bit is about; of two about the same the first counts.
    mutating func note(_ bit: Int, _ text: String) {
        // Rule texts may have several lines.
        let line = String(text.map { $0.isNewline ? " " : $0 })
        if bits[line] == nil { bits[line] = bit }
    }

    /// A line for each bit.
    var text: String {
        let lines = bits.sorted { $0.value < $1.value }.map { "\($0.value) \($0.key)" }
        return ([Self.title] + lines).joined(separator: "\n")
    }

    /// Where bits of an old word stand in one with these flags.
    func moves(from old: PersonaFlags) -> [Move] {
        bits.compactMap { text, bit in old.bits[text].map { Move(from: $0, to: bit) } }
    }

    /// A bit that is kept.
    struct Move: Sendable, Equatable {
        let from: Int
        let to: Int
    }

    /// The bits of an old word in their new places.
    static func move(_ word: Int64, _ moves: [Move]) -> Int64 {
        moves.reduce(0) { $0 | (word >> Int64($1.from) & 1) << Int64($1.to) }
    }
}
