import Testing

@testable import MartletWire

@Suite struct CRC32CTests {
    private func check(_ bytes: [UInt8]) -> UInt32 {
        var check = CRC32C()
        check.update(bytes.span)
        return check.value
    }

    /// RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRCs.
    @Test func knownValues() {
        #expect(check(Array("123456789".utf8)) == 0xE306_9283)
        #expect(check([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(check([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(check(Array(0..<32)) == 0x46DD_794E)
        #expect(check(Array((0..<32).reversed())) == 0x113F_DB5C)
        #expect(check([]) == 0)
    }

    @Test func partsGiveWhatTheWholeGives() {
        let bytes = (0..<100).map { UInt8($0 * 7 % 256) }
        for cut in 0...bytes.count {
            var check = CRC32C()
            check.update(bytes.span.extracting(0..<cut))
            var rest = CRC32C(continuing: check.value)
            rest.update(bytes.span.extracting(cut..<bytes.count))
            #expect(rest.value == self.check(bytes))
        }
    }

    @Test func everyFlippedBitIsFound() {
        let bytes = (0..<67).map { UInt8($0 * 31 % 256) }
        let sound = check(bytes)
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(check(damaged) != sound, "bit \(bit)")
        }
    }
}
