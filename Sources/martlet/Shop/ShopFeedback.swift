/// What customers say of their orders, some days later: a rating, an answer to the question of the
/// net promoter score, or both.
///
/// Every customer has a temper of their own; every fifth order or so is spoken of.
struct ShopFeedback: Sendable {
    /// Chance of its own, so that opinions do not change what customers do.
    private var random: ShopRandom
    private let seed: UInt64
    private var written = 0

    private static let texts = [
        "never again", "arrived late", "as expected", "fits well", "my favourite shop",
    ]

    /// Makes the opinions of a shop.
    init(seed: UInt64) {
        self.seed = seed
        random = ShopRandom(seed: seed, stream: .max - 2)
    }

    /// Writes what the customer says of a purchase, if anything.
    ///
    /// - Parameters:
    ///   - purchase: What was bought.
    ///   - writer: Writes customer ids and times as those of events are written.
    /// - Returns: When it is said, in ms since the shop's first midnight, the line, and where the
    ///   customer's id stands in it; nil = nothing.
    mutating func answer(
        to purchase: ShopEvent, _ writer: inout ShopEventWriter
    ) -> (time: Int64, line: [UInt8], key: Range<Int>)? {
        guard random.chance(200_000) else { return nil }
        var temper = ShopRandom(seed: seed, stream: UInt64(purchase.customer) | 1 << 40)
        let mood = 1 + temper.below(100) * temper.below(100) / 2_500
        let rating = max(1, min(5, 5 - mood + random.below(3) - random.below(2)))
        let recommends = max(0, min(10, rating * 2 + random.below(4) - 2))
        written += 1
        let delay = Int64(12 + random.below(9 * 24)) * 3_600_000 + Int64(random.below(3_600_000))
        let time = min(purchase.time + delay, EventQueue.latest)
        var line: [UInt8] = []
        let key = writer.append(
            "feedback", number: written, customer: purchase.customer, at: time, to: &line)
        let form = random.below(10)
        if form < 8 { line += Array(#","rating":\#(rating)"#.utf8) }
        if form >= 5 { line += Array(#","nps":\#(recommends)"#.utf8) }
        if random.chance(300_000) { line += Array(#","text":"\#(Self.texts[rating - 1])""#.utf8) }
        line.append(UInt8(ascii: "}"))
        return (time, line, key)
    }
}
