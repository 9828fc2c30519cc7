/// A manner of shopping; a shopper's own numbers scatter around it.
struct ShopperKind: Sendable {
    /// Of 1000 customers.
    var perMille: Int
    /// Mean days between purchases.
    var purchaseDays: Double
    /// How regular these are: the shape of a gamma distribution, 1 = not at all.
    var regularity: Int
    /// Mean days between sessions without a purchase.
    var browseDays: Double
    /// Chance to stop for good after a purchase, in millionths.
    var dropout: Int
    /// Most articles looked at in a session.
    var views: Int
    /// Whether sales bring them, and discounts make them buy.
    var huntsBargains = false

    /// All kinds: loyal, regular, occasional, bargain hunters, onlookers, one-time buyers.
    static let all = [
        ShopperKind(
            perMille: 180, purchaseDays: 6.5, regularity: 4, browseDays: 5, dropout: 12_000,
            views: 7),
        ShopperKind(
            perMille: 270, purchaseDays: 18, regularity: 2, browseDays: 8, dropout: 45_000, views: 7
        ),
        ShopperKind(
            perMille: 240, purchaseDays: 60, regularity: 1, browseDays: 15, dropout: 120_000,
            views: 6),
        ShopperKind(
            perMille: 120, purchaseDays: 25, regularity: 1, browseDays: 7, dropout: 50_000,
            views: 9,
            huntsBargains: true),
        ShopperKind(
            perMille: 100, purchaseDays: 220, regularity: 1, browseDays: 4, dropout: 50_000,
            views: 14),
        ShopperKind(
            perMille: 90, purchaseDays: 12, regularity: 1, browseDays: 14, dropout: 700_000,
            views: 8),
    ]

    /// A kind by its share of the customers; an index into ``all``.
    static func draw(_ random: inout ShopRandom) -> Int {
        var left = random.below(1_000)
        for (index, kind) in all.enumerated() {
            left -= kind.perMille
            if left < 0 { return index }
        }
        return 0
    }
}
