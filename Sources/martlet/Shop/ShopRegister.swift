/// What customers tell of themselves, as attribute events of type `profile`: their region and age
/// band, soon after they come first, and again when they have moved.
///
/// One in seven or so never tells.
struct ShopRegister: Sendable {
    /// Chance of its own, so that who people are does not change what they do.
    private var random: ShopRandom
    private let seed: UInt64
    private var hasCome: [Bool]
    private var written = 0

    private static let regions = ["north", "east", "south", "west", "centre"]
    private static let ageBands = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]

    /// Opens the register of a shop with so many customers.
    init(seed: UInt64, customers: Int) {
        self.seed = seed
        random = ShopRandom(seed: seed, stream: .max - 3)
        hasCome = [Bool](repeating: false, count: customers)
    }

    /// Writes what the customer of an event tells, if anything.
    ///
    /// - Parameters:
    ///   - event: What the customer does.
    ///   - writer: Writes customer ids and times as those of events are written.
    /// - Returns: When it is told, in ms since the shop's first midnight, the line, and where the
    ///   customer's id stands in it; nil = nothing.
    mutating func entry(
        for event: ShopEvent, _ writer: inout ShopEventWriter
    ) -> (time: Int64, line: [UInt8], key: Range<Int>)? {
        var person = ShopRandom(seed: seed, stream: UInt64(event.customer) | 1 << 41)
        let tells = person.chance(860_000)
        let ageBand = Self.ageBands[min(person.below(6), person.below(8))]
        let home = Self.regions[min(person.below(5), person.below(7))]
        let isFirst = !hasCome[event.customer]
        hasCome[event.customer] = true
        guard tells, isFirst || event.isPurchase && random.chance(4_000) else { return nil }
        let region = isFirst ? home : Self.regions[random.below(Self.regions.count)]
        let delay = Int64(20_000 + random.below(220_000))
        let time = min(event.time + delay, EventQueue.latest)
        written += 1
        var line: [UInt8] = []
        let key = writer.append(
            "profile", number: written, customer: event.customer, at: time, to: &line)
        line += Array(#","region":"\#(region)","age_band":"\#(ageBand)"}"#.utf8)
        return (time, line, key)
    }
}
