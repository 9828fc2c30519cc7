/// A synthetic shop: customers who browse, buy, stay loyal or stop, as a stream of JSON events.
///
/// ```swift
/// var shop = Shop(ShopSettings(customers: 1_000, lines: 50_000, seed: 7))
/// var bytes: [UInt8] = []
/// while let line = shop.next(into: &bytes) { ... bytes[line.bytes] ... bytes.removeAll() }
/// ```
///
/// The same settings give the same bytes on every machine. Events come in the order of their time,
/// but for a few that arrive late. Memory is about 200 bytes a customer, whatever the number of
/// events; one of them costs well under a microsecond.
struct Shop: Sendable {
    /// One line, without its line feed.
    struct Line: Sendable {
        /// Where it stands.
        var bytes: Range<Int>
        /// Where the customer's id stands, which a producer takes for the key; empty if nowhere.
        var key: Range<Int>
        /// Whether it is of type `purchase`, else `browse`, `feedback` or `profile`.
        var isPurchase: Bool
        /// What is wrong with it; nil = nothing.
        var flaw: ShopFlaw?
    }

    /// A line that is ready but not due yet.
    private struct Waiting: Sendable {
        var bytes: [UInt8] = []
        var key: Range<Int> = 0..<0
        var isPurchase = false
        var flaw: ShopFlaw?
    }

    private let world: ShopWorld
    private let end: Int64
    private var shoppers: [Shopper]
    private var queue = EventQueue()
    private var writer: ShopEventWriter
    /// Chance of its own, so that accidents do not change what customers do.
    private var accidents: ShopRandom
    private var feedback: ShopFeedback
    private var register: ShopRegister
    private var late = EventQueue()
    private var lateLines: [Waiting] = []
    private var freeLateLines: [Int] = []
    private var broken: Waiting?
    /// Lines handed out so far.
    private(set) var lines = 0
    /// The shop's clock, in ms since the epoch.
    private(set) var time: Int64

    /// How much of the lines or days asked for is done, 0 to 1.
    var share: Double {
        if let most = world.settings.lines { return Double(lines) / Double(max(1, most)) }
        return Double(time - world.settings.start) / Double(end)
    }

    /// Opens the shop; costs about a microsecond a customer.
    init(_ settings: ShopSettings) {
        precondition(settings.customers > 0 && settings.customers <= ShopSettings.largest.customers)
        precondition(settings.days > 0 && settings.days <= ShopSettings.largest.days)
        let world = ShopWorld(settings: settings, pace: ShopPace.fitting(settings))
        self.world = world
        end = settings.lines == nil ? Int64(settings.days) * 86_400_000 : EventQueue.latest
        shoppers = (0..<settings.customers).map { Shopper(number: $0, world: world) }
        writer = ShopEventWriter(settings)
        accidents = ShopRandom(seed: settings.seed, stream: .max - 1)
        feedback = ShopFeedback(seed: settings.seed)
        register = ShopRegister(
            seed: settings.seed, customers: settings.hasProfiles ? settings.customers : 0)
        time = settings.start
        for number in shoppers.indices {
            queue.insert(time: shoppers[number].firstTime(in: world), number: number)
        }
    }

    /// Appends the next line to `bytes`; nil when the shop closes.
    mutating func next(into bytes: inout [UInt8]) -> Line? {
        if let most = world.settings.lines, lines >= most { return nil }
        if let waiting = broken.take() { return handOut(waiting, into: &bytes) }
        while let due = queue.firstTime, due < end {
            if let lateDue = late.firstTime, lateDue <= due { return handOutLate(into: &bytes) }
            let number = queue.firstNumber
            let (event, next) = shoppers[number].act(number: number, at: due, in: world)
            queue.replaceFirst(time: next)
            time = world.settings.start + due
            if event.isPurchase, world.settings.hasFeedback {
                keep(feedback.answer(to: event, &writer))
            }
            if world.settings.hasProfiles { keep(register.entry(for: event, &writer)) }
            if accidents.chance(world.settings.lateMillionths) {
                postpone(event)
                continue
            }
            let start = bytes.count
            let key = writer.append(event, world.catalog, to: &bytes)
            if accidents.chance(world.settings.dirtyMillionths) {
                breakCopy(of: bytes[start...], key: key, isPurchase: event.isPurchase)
            }
            lines += 1
            return Line(
                bytes: start..<bytes.count, key: key, isPurchase: event.isPurchase, flaw: nil)
        }
        return late.count > 0 ? handOutLate(into: &bytes) : nil
    }

    /// Keeps an event for minutes, or, one time in four, hours: a telephone without a network.
    private mutating func postpone(_ event: ShopEvent) {
        let delay =
            accidents.chance(750_000)
            ? 60_000 + accidents.below(19 * 60_000) : 3_600_000 + accidents.below(5 * 3_600_000)
        var line = Waiting()
        line.isPurchase = event.isPurchase
        line.key = writer.append(event, world.catalog, to: &line.bytes)
        keep(line, until: min(event.time + Int64(delay), EventQueue.latest))
    }

    private mutating func keep(_ line: Waiting, until time: Int64) {
        let place = freeLateLines.popLast() ?? lateLines.count
        if place == lateLines.count { lateLines.append(line) } else { lateLines[place] = line }
        late.insert(time: time, number: place)
    }

    /// Keeps what a customer says, if anything, until its time; nobody is heard once the shop has
    /// closed.
    private mutating func keep(_ said: (time: Int64, line: [UInt8], key: Range<Int>)?) {
        guard let said, said.time < end else { return }
        var line = Waiting()
        (line.bytes, line.key) = (said.line, said.key)
        keep(line, until: said.time)
    }

    private mutating func handOutLate(into bytes: inout [UInt8]) -> Line {
        let place = late.firstNumber
        late.removeFirst()
        freeLateLines.append(place)
        return handOut(lateLines[place], into: &bytes)
    }

    private mutating func breakCopy(of line: ArraySlice<UInt8>, key: Range<Int>, isPurchase: Bool) {
        let flaw = ShopFlaw.allCases[accidents.below(ShopFlaw.allCases.count)]
        let bytes = flaw.applied(to: Array(line))
        let moved = bytes.firstRange(of: line[key]) ?? 0..<0
        broken = Waiting(bytes: bytes, key: moved, isPurchase: isPurchase, flaw: flaw)
    }

    private mutating func handOut(_ waiting: Waiting, into bytes: inout [UInt8]) -> Line {
        let start = bytes.count
        bytes.append(contentsOf: waiting.bytes)
        lines += 1
        let key = waiting.key.lowerBound + start..<waiting.key.upperBound + start
        return Line(
            bytes: start..<bytes.count, key: key, isPurchase: waiting.isPurchase,
            flaw: waiting.flaw)
    }
}
