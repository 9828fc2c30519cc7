import MartletProfile
import MartletWire
import Testing

@Suite("UTF-8 check")
struct UTF8TextTests {
    @Test("agrees with the standard library on every scalar and every short sequence of bytes")
    func everySequence() {
        for value in 0...0x10FFFF as ClosedRange<UInt32> where value % 7 == 0 || value < 0x1_1000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            guard UTF8Text.isValid(Array(String(Character(scalar)).utf8).span) else {
                Issue.record("U+\(String(value, radix: 16)) refused")
                return
            }
        }
        let seconds: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
        for first in UInt8.min...UInt8.max {
            for second in seconds {
                for third in seconds {
                    for tail in [[], [0x80], [0x41]] as [[UInt8]] {
                        let bytes = [first, second, third] + tail
                        let isValid = String(validating: bytes, as: UTF8.self) != nil
                        guard UTF8Text.isValid(bytes.span) == isValid else {
                            Issue.record("\(bytes)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test("agrees with the standard library on random bytes behind ASCII of any length")
    func randomBytes() {
        var random = SplitMix64(seed: 21)
        for _ in 0..<5_000 {
            var bytes = [UInt8](repeating: 0x61, count: random.below(40))
            for _ in 0..<random.below(4) {
                let piece = Array(random.pick(["\u{e9}", "\u{20ac}", "\u{1F600}", "\"\\\n"]).utf8)
                bytes += random.below(4) == 0 ? Array(piece.dropLast()) : piece
            }
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            guard UTF8Text.isValid(bytes.span) == isValid else {
                Issue.record("\(bytes), seed 21")
                return
            }
        }
    }
}
