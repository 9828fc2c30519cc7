import Foundation
import Testing

@testable import MartletProfile

/// Reference values: mpmath with 40 digits; each argument is the double nearest to the literal.
@Suite struct MathematicsTests {
    private func isNear(_ found: Double, _ wanted: Double, _ ulps: Double) -> Bool {
        found == wanted || abs(found - wanted) <= ulps * wanted.ulp
    }

    @Test(arguments: [
        (2.2250738585072014e-308, -708.39641853226410622), (0.1, -2.3025850929940456285),
        (0.7, -0.35667494393873244235), (0.7071067811865476, -0.34657359027997258635),
        (0.99999, -0.000010000050000287825116), (1.0000000001, 1.0000000826903709908e-10),
        (1.4142135623730951, 0.34657359027997272307), (1.5, 0.40546510810816438198),
        (2.718281828459045, 0.99999999999999994682), (10, 2.302585092994045684),
        (1e22, 50.656872045869005048), (1.7976931348623157e308, 709.78271289338399673),
    ]) func `natural logarithm`(x: Double, wanted: Double) {
        #expect(isNear(Logarithm.natural(x), wanted, 1))
    }

    @Test(arguments: [
        (-0.9999, -9.2103403719762928702), (-0.5, -0.69314718055994530942),
        (-1e-3, -0.001000500333583533521), (-1e-17, -1.0000000000000000765e-17),
        (1e-300, 1.0000000000000000251e-300), (1e-9, 9.9999999950000006261e-10),
        (0.1, 0.09531017980432486509), (1, 0.69314718055994530942),
        (12345.678, 9.4211423180181505659), (1e17, 39.143946580898776638),
    ]) func `logarithm of one plus`(x: Double, wanted: Double) {
        #expect(isNear(Logarithm.onePlus(x), wanted, 2))
    }

    @Test(arguments: [
        (-700, 9.8596765437597708567e-305),
        (-100.25, 2.8971980832101478072e-44), (-1, 0.3678794411714423216),
        (-0.35, 0.70468808971871345), (-1e-10, 0.9999999999), (0.1, 1.1051709180756476309),
        (0.3465, 1.4141094938303624151), (0.5, 1.6487212707001281468),
        (1, 2.7182818284590452354), (2.5, 12.182493960703473438), (10, 22026.465794806716517),
        (88.8, 3.6757840844711624269e+38), (700.1, 1.1208997710732609127e+304),
        (709.78, 1.7928227943945156209e+308),
    ]) func exponential(x: Double, wanted: Double) {
        #expect(isNear(Exponential.natural(x), wanted, 2))
    }

    @Test(arguments: [
        (-50, -1.0), (-0.9, -0.59343034025940089714), (-0.3, -0.25918177931828212571),
        (-1e-12, -9.9999999999949997989e-13), (1e-300, 1.0000000000000000251e-300),
        (1e-5, 0.000010000050000166667901), (0.2, 0.22140275816016984748),
        (0.7, 1.0137527074704764322), (0.999, 1.7155649053185666849), (3, 19.085536923187667741),
    ]) func `exponential less one`(x: Double, wanted: Double) {
        #expect(isNear(Exponential.minusOne(x), wanted, 4))
    }

    @Test(arguments: [
        (1e-300, 690.77552789821370518), (1e-8, 18.420680738180208884),
        (0.1, 2.252712651734205902), (0.25, 1.2880225246980774574),
        (0.4999, 0.57256131860411841589), (0.75, 0.20328095143129537148),
        (0.999999, 5.7721648738556523794e-7), (1.0000001, -5.772155829918507097e-8),
        (1.25, -0.098271836421813161464), (1.4616321449683623, -0.1214862905358496081),
        (1.5, -0.12078223763524522235), (1.75, -0.084401121020485555958),
        (1.9999999, -4.2278430309861298194e-8), (2.0000001, 4.2278436665324979232e-8),
        (2.25, 0.1248717148923965943), (2.5, 0.28468287047291915963),
        (3, 0.69314718055994530942), (4.414, 2.3352200522018905623),
        (7.3, 7.1478925230222486921), (12.999, 19.984688540628357627),
        (13, 19.98721449566188615), (25.5, 56.389167643719946744),
        (171.5, 709.14316303092824227), (10000.243, 82101.955599955142314),
        (1e10, 220258509288.81058147), (1e100, 2.2925850929940457206e+102),
    ]) func `logarithm of the gamma function`(x: Double, wanted: Double) {
        #expect(abs(GammaFunction.logarithm(x) - wanted) <= 2e-15 * abs(wanted))
    }

    @Test(arguments: [
        (1e-8, -100000000.57721564636), (0.243, -4.3510938644232107288),
        (0.5, -1.9635100260214234794), (1, -0.57721566490153286061),
        (1.4616321449683623, -9.2412655217294275168e-17), (2.426, 0.66620791496879625827),
        (9.99, 2.250700372831201122), (10, 2.2517525890667211076),
        (123.4, 4.8113737751162774191), (1e6, 13.815510057964190771),
    ]) func digamma(x: Double, wanted: Double) {
        #expect(abs(GammaFunction.digamma(x) - wanted) <= 2e-15 * max(1, abs(wanted)))
    }

    @Test func `edges`() {
        #expect(Logarithm.natural(0) == -.infinity)
        #expect(Logarithm.natural(-1).isNaN)
        #expect(Logarithm.natural(.infinity) == .infinity)
        #expect(Logarithm.natural(1) == 0)
        #expect(Logarithm.onePlus(-1) == -.infinity)
        #expect(Exponential.natural(-.infinity) == 0)
        #expect(Exponential.natural(1000) == .infinity)
        #expect(Exponential.natural(.nan).isNaN)
        #expect(Exponential.natural(0) == 1)
        #expect(Exponential.natural(-745) == .leastNonzeroMagnitude)
        #expect(isNear(Logarithm.natural(.leastNonzeroMagnitude), -744.44007192138126231, 1))
        #expect(Exponential.softPlus(800) == 800)
        #expect(Exponential.softPlus(-800) == 0)
        #expect(Exponential.logistic(-1000) == 0)
        #expect(Exponential.logistic(1000) == 1)
        #expect(GammaFunction.logarithm(1) == 0)
        #expect(GammaFunction.logarithm(2) == 0)
        #expect(GammaFunction.logarithm(0).isNaN)
        #expect(GammaFunction.digamma(-1).isNaN)
    }

    /// The C library's functions are the judges here; each is good to about one last place.
    @Test func `agree with the C library on random arguments`() {
        var random = SplitMix64(seed: 0x5EED_3A7)
        for _ in 0..<20_000 {
            let unit = Double(random.next() >> 11) * 0x1p-53
            let x = Foundation.exp(unit * 60 - 30)
            #expect(isNear(Logarithm.natural(x), Foundation.log(x), 2), "\(x)")
            #expect(isNear(Logarithm.onePlus(x), Foundation.log1p(x), 3), "\(x)")
            let y = unit * 1400 - 700
            #expect(isNear(Exponential.natural(y), Foundation.exp(y), 2), "\(y)")
            let z = unit * 2 - 1
            #expect(isNear(Exponential.minusOne(z), Foundation.expm1(z), 4), "\(z)")
        }
    }

    /// What other machines must come out with, bit by bit.
    @Test func `are the same everywhere`() {
        var random = SplitMix64(seed: 42)
        var digest: UInt64 = 0
        for _ in 0..<1000 {
            let unit = Double(random.next() >> 11) * 0x1p-53
            for value in [
                Logarithm.natural(unit * 100), Logarithm.onePlus(unit), Exponential.natural(-unit),
                Exponential.minusOne(unit), GammaFunction.logarithm(unit * 30),
                GammaFunction.digamma(unit * 30),
            ] {
                digest = digest &* 0x100_0000_01B3 ^ value.bitPattern
            }
        }
        #expect(digest == 12_283_098_951_387_358_656)
    }
}
