import Testing

@testable import MartletWire

@Suite("Access to payloads")
struct JSONTextTests {
    @Test("finds the end of plain text alike by blocks, by words and byte by byte")
    func endOfPlainText() {
        var random = SplitMix64(seed: 41)
        let unusual: [UInt8] = [0x00, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x7F, 0x80, 0xFF]
        for _ in 0..<20_000 {
            var bytes = (0..<random.below(70)).map { _ in UInt8(0x20 + random.below(2)) }
            for _ in 0..<random.below(3) where !bytes.isEmpty {
                bytes[random.below(bytes.count)] = random.pick(unusual)
            }
            let start = random.below(bytes.count + 1)
            let text = JSONText(bytes.span)
            for isASCII in [true, false] {
                let expected = bytes[start...].firstIndex {
                    $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || (isASCII && $0 >= 0x80)
                }
                let end = expected ?? bytes.count
                let byBlocks = text.endOfPlainText(from: start, isASCII: isASCII)
                let byWords = text.endOfPlainTextByWords(from: start, isASCII: isASCII)
                guard byBlocks == end, byWords == end else {
                    Issue.record("\(bytes) from \(start), seed 41")
                    return
                }
            }
        }
    }

    @Test("reads words with zeros past the end, at every length and index")
    func words() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
            let text = JSONText(bytes.span)
            for index in 0..<count + 10 {
                let expected = (0..<8).reduce(UInt64(0)) { word, offset in
                    let byte = index + offset < count ? bytes[index + offset] : 0
                    return word | UInt64(byte) << UInt64(8 * offset)
                }
                #expect(text.word(at: index) == expected)
                #expect(text.words(at: index).low == expected)
                #expect(text.byte(at: index) == UInt8(truncatingIfNeeded: expected))
            }
        }
    }
}
