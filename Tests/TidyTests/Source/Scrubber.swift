/// Blanks comments and the contents of text literals, so that rules look at code only.
///
/// Knows Swift and C: nested block comments, interpolation, raw and multi-line literals, names in
/// backticks. Newlines stay, so that line numbers hold.
struct Scrubber {
    /// First bytes of everything that is blanked.
    private static let openers = Array("/\"#'`".utf8)

    private let input: [UInt8]
    private var index = 0
    private var output: [UInt8] = []

    /// The code of `text`, with spaces for everything else.
    static func code(of text: String) -> String {
        var scrubber = Scrubber(input: Array(text.utf8))
        scrubber.run()
        return String(decoding: scrubber.output, as: UTF8.self)
    }

    private init(input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    private mutating func run() {
        while index < input.count {
            if !Self.openers.contains(input[index]) {
                keep()
            } else if starts("//") {
                while index < input.count, input[index] != UInt8(ascii: "\n") { blank() }
            } else if starts("/*") {
                blockComment()
            } else if starts("#/") {
                repeat { blank() } while index < input.count && !starts("/#")
                blank(2)
            } else if let hashes = literalStart() {
                literal(hashes: hashes)
            } else if starts("`"), let end = input[(index + 1)...].firstIndex(of: input[index]) {
                blank(end - index + 1)
            } else if starts("'"), index + 2 < input.count {
                characterLiteral()
            } else {
                keep()
            }
        }
    }

    private func starts(_ text: String, at offset: Int = 0) -> Bool {
        input[min(index + offset, input.count)...].starts(with: text.utf8)
    }

    private mutating func keep() {
        output.append(input[index])
        index += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where index < input.count {
            output.append(input[index] == UInt8(ascii: "\n") ? input[index] : UInt8(ascii: " "))
            index += 1
        }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && index < input.count
    }

    /// A C character such as `'{'`; Swift has none, and an apostrophe elsewhere stays.
    private mutating func characterLiteral() {
        let length = input[index + 1] == UInt8(ascii: "\\") ? 4 : 3
        let end = index + length - 1
        if end < input.count, input[end] == UInt8(ascii: "'") { blank(length) } else { keep() }
    }

    /// Number of `#` before a quote that begins here; nil if no literal begins here.
    private func literalStart() -> Int? {
        var hashes = 0
        while index + hashes < input.count, input[index + hashes] == UInt8(ascii: "#") {
            hashes += 1
        }
        return starts("\"", at: hashes) ? hashes : nil
    }

    private mutating func literal(hashes: Int) {
        let marks = Array(repeating: UInt8(ascii: "#"), count: hashes)
        let isLong = starts("\"\"\"", at: hashes)
        let quotes = Array(repeating: UInt8(ascii: "\""), count: isLong ? 3 : 1)
        let end = quotes + marks
        let escape = [UInt8(ascii: "\\")] + marks
        blank(hashes + quotes.count)
        while index < input.count {
            if input[index...].starts(with: end) {
                blank(end.count)
                return
            }
            if input[index...].starts(with: escape + [UInt8(ascii: "(")]) {
                blank(escape.count)
                interpolation()
            } else if input[index...].starts(with: escape) {
                blank(escape.count + 1)
            } else {
                if !isLong, input[index] == UInt8(ascii: "\n") { return }
                blank()
            }
        }
    }

    /// Blanks `( ... )` of an interpolation, literals inside it included.
    private mutating func interpolation() {
        var depth = 0
        repeat {
            if let hashes = literalStart() {
                literal(hashes: hashes)
                continue
            }
            if input[index] == UInt8(ascii: "(") { depth += 1 }
            if input[index] == UInt8(ascii: ")") { depth -= 1 }
            blank()
        } while depth > 0 && index < input.count
    }
}
