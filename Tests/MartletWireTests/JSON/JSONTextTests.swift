import MartletProfile
import Testing

@testable import MartletWire

@Suite("Access to payloads")
struct JSONTextTests {
    /// Bytes of which a few are unusual.
    private func bytes(_ random: inout SplitMix64, _ unusual: [UInt8]) -> [UInt8] {
        var bytes = (0..<random.below(70)).map { _ in UInt8(0x30 + random.below(2)) }
        for _ in 0..<random.below(3) where !bytes.isEmpty {
            bytes[random.below(bytes.count)] = random.pick(unusual)
        }
        return bytes
    }

    @Test("finds the end of plain text and of digits as a search byte by byte does")
    func ends() {
        var random = SplitMix64(seed: 41)
        let unusual: [UInt8] = [
            0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x2F, 0x39, 0x3A, 0x5B, 0x5C, 0x7F, 0x80, 0xFF,
        ]
        for _ in 0..<20_000 {
            let bytes = bytes(&random, unusual)
            let start = random.below(bytes.count + 1)
            let isPlain = { (byte: UInt8) in byte >= 0x20 && byte != 0x22 && byte != 0x5C }
            let plain = bytes[start...].firstIndex { !isPlain($0) || $0 >= 0x80 } ?? bytes.count
            let digits = bytes[start...].firstIndex { $0 < 0x30 || $0 > 0x39 } ?? bytes.count
            let unescaped = bytes[start...].firstIndex { !isPlain($0) } ?? bytes.count
            let padded = PaddedBytes(bytes.span)
            guard padded.text.endOfPlainText(from: start) == plain,
                padded.text.endOfDigits(from: start) == digits,
                bytes.span.endOfPlainText(from: start) == unescaped
            else {
                Issue.record("\(bytes) from \(start), seed 41")
                return
            }
        }
    }

    @Test("marks the same lowest byte in words as in blocks")
    func blocks() {
        var random = SplitMix64(seed: 42)
        for _ in 0..<20_000 {
            let bytes = (0..<8).map { _ in
                random.below(3) == 0 ? UInt8(random.below(256)) : UInt8(0x30 + random.below(10))
            }
            let word = WordBlock(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
            let padded = PaddedBytes(bytes.span)
            let first = { (marks: UInt64) in marks == 0 ? 8 : WordBlock.position(marks) }
            #expect(first(word.unusual(isASCII: true)) == padded.text.endOfPlainText(from: 0))
            #expect(first(word.unusual(isASCII: false)) == bytes.span.endOfPlainText)
            #expect(first(word.nonDigits) == padded.text.endOfDigits(from: 0))
        }
    }

    @Test("takes a payload only with a zero and room behind it")
    func readable() {
        let slack = JSONText.slack
        let padded = [UInt8](repeating: 0x31, count: 5) + [UInt8](repeating: 0, count: slack)
        for (range, count) in [(0..<5, 5), (2..<5, 3), (0..<4, -1), (0..<6, -1), (-1..<5, -1)] {
            var found = -1
            if let text = JSONText(range, of: padded.span) { found = text.count }
            #expect(found == count)
        }
    }
}
