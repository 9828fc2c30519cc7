/// One customer: a purchase rhythm, a taste, a habit of coming, and the session going on.
///
/// Purchases follow a renewal process with a personal mean, and after each the customer may stop
/// for good (the story behind BG/NBD: Fader, Hardie, Lee, Marketing Science 24(2), 2005). Who has
/// stopped comes to look a few more times, each after a longer pause.
struct Shopper: Sendable {
    private var random: ShopRandom
    private let kind: UInt8
    /// Categories liked, the favourite first.
    private var taste: (UInt8, UInt8, UInt8)
    private let brand: UInt8
    /// Hours later than the average that this customer gets round to it.
    private let lateness: Int8
    /// Heavy-tailed: most take one of a thing, a few take dozens.
    private let appetite: Float
    /// Mean ticks between purchases and between visits.
    private var purchaseTicks: Double
    private var browseTicks: Double
    /// Business time of the next purchase and the next visit.
    private var purchaseDue: Int64
    private var browseDue: Int64
    private var hasStopped = false

    private var session: Int32 = 0
    private var channel = ShopEvent.Channel.app
    private var category: UInt8 = 0
    private var product: UInt16 = 0
    private var viewsLeft: UInt8 = 0
    private var linesLeft: UInt8 = 0

    /// Makes customer number `number`; a good third arrive only in the course of the time.
    init(number: Int, world: ShopWorld) {
        var random = ShopRandom(seed: world.settings.seed, stream: UInt64(number))
        let index = ShopperKind.draw(&random)
        let kind = ShopperKind.all[index]
        self.kind = UInt8(index)
        let categories = ShopCatalog.categoryCount
        taste = (
            UInt8(random.below(categories)), UInt8(random.below(categories)),
            UInt8(random.below(categories))
        )
        brand = UInt8(random.below(4))
        lateness = Int8(random.below(3) + random.below(4) - 2)
        appetite = Float(random.pareto(exponent: 1.2, most: 24))
        let perDay = Double(ShopCalendar.ticksPerDay) / world.pace
        purchaseTicks = kind.purchaseDays * perDay * random.logNormal(spread: 0.45)
        browseTicks = kind.browseDays * perDay * random.logNormal(spread: 0.6)
        if random.chance(620_000) {
            purchaseDue = Int64(random.unit() * purchaseTicks)
            browseDue = Int64(random.unit() * browseTicks)
        } else {
            let end = world.calendar.ticks(days: world.settings.days)
            // In a shop slower than usual, not everybody who could come does so in its time.
            let delay = max(0, 1 - world.pace) * random.gamma(shape: 1) * browseTicks
            browseDue = Int64(random.unit() * Double(end) + delay)
            purchaseDue = browseDue + Int64(random.gamma(shape: 1) * purchaseTicks * 0.5)
        }
        self.random = random
    }

    /// When the customer comes first, in ms since the first midnight.
    func firstTime(in world: ShopWorld) -> Int64 {
        let planned = plannedVisit(in: world)
        return min(planned < 0 ? planned + 86_400_000 : planned, EventQueue.latest)
    }

    /// Does the next thing, at the time announced, and says when the one after it comes.
    mutating func act(
        number: Int, at time: Int64, in world: ShopWorld
    ) -> (event: ShopEvent, next: Int64) {
        if viewsLeft == 0 && linesLeft == 0 { beginSession(at: time, in: world) }
        let isPurchase = viewsLeft == 0
        let isSale = world.isSale(at: time)
        if isPurchase {
            linesLeft -= 1
        } else {
            viewsLeft -= 1
            product = drawProduct(world)
        }
        let event = ShopEvent(
            time: time, customer: number, session: Int(session), product: Int(product),
            channel: channel, isPurchase: isPurchase, quantity: isPurchase ? drawQuantity() : 1,
            discount: drawDiscount(isSale: isSale))
        if viewsLeft == 0 && linesLeft == 0 {
            if isPurchase { endPurchase(world) }
            return (event, nextVisit(after: time, in: world))
        }
        if isPurchase, random.chance(600_000) { product = drawProduct(world) }
        return (event, time + pause(pace: world.pace))
    }

    private mutating func beginSession(at time: Int64, in world: ShopWorld) {
        session += 1
        let buys = purchaseDue <= browseDue
        let hour = time / 3_600_000 % 24
        let place = random.below(100)
        let isOpen = hour >= 9 && hour < 20
        channel = place < 55 ? .app : place < 76 || !isOpen || !buys ? .web : .store
        let like = random.below(100)
        category =
            like < 58
            ? taste.0
            : like < 80
                ? taste.1
                : like < 91
                    ? taste.2
                    : UInt8(random.below(ShopCatalog.categoryCount))
        let most = ShopperKind.all[Int(kind)].views
        viewsLeft = UInt8(1 + min(random.below(most), random.below(most)))
        product = drawProduct(world)
        if buys {
            if channel == .store { viewsLeft = 0 }
            linesLeft = 1
            while linesLeft < 6, random.chance(280_000) { linesLeft += 1 }
            let gap = random.gamma(shape: ShopperKind.all[Int(kind)].regularity) * purchaseTicks
            purchaseDue += max(1, Int64(gap))
            // Having been there, one does not come just to look on the same day.
            browseDue = max(browseDue, purchaseDue - Int64(gap) + Int64(browseTicks * 0.2))
        } else {
            browseDue += max(1, Int64(random.gamma(shape: 1) * browseTicks))
            if hasStopped { browseTicks *= 2.5 }
        }
    }

    private mutating func endPurchase(_ world: ShopWorld) {
        let dropout = Double(ShopperKind.all[Int(kind)].dropout) / max(1, world.pace)
        if random.chance(Int(dropout)) {
            hasStopped = true
            // Far beyond every plan; it keeps the queue alive if a shop runs on for ever.
            purchaseDue += ShopCalendar.ticksPerDay * 700
        } else if hasStopped {
            hasStopped = false
        }
        if random.chance(25_000) { taste.0 = UInt8(random.below(ShopCatalog.categoryCount)) }
    }

    private func nextVisit(after time: Int64, in world: ShopWorld) -> Int64 {
        let rest = Int64(60_000 / max(1, world.pace / 8))
        return min(max(plannedVisit(in: world), time + rest), EventQueue.latest)
    }

    private func plannedVisit(in world: ShopWorld) -> Int64 {
        let huntsBargains = ShopperKind.all[Int(kind)].huntsBargains
        let calendar = huntsBargains ? world.bargainCalendar : world.calendar
        let due = calendar.milliseconds(at: min(purchaseDue, browseDue))
        return due + Int64(lateness) * 3_600_000
    }

    private mutating func drawProduct(_ world: ShopWorld) -> UInt16 {
        let first = world.catalog.draw(category: Int(category), &random)
        if world.catalog.products[first].brand == Int(brand) { return UInt16(first) }
        return UInt16(world.catalog.draw(category: Int(category), &random))
    }

    private mutating func drawQuantity() -> Int {
        let most = Int(appetite)
        return random.chance(700_000) ? 1 + random.below(most) : 1 + random.below(most * 2)
    }

    private mutating func drawDiscount(isSale: Bool) -> Int {
        let place = random.below(100)
        if isSale { return place < 70 ? 20 + 5 * (place % 7) : 0 }
        if ShopperKind.all[Int(kind)].huntsBargains { return place < 45 ? 10 + 5 * (place % 5) : 0 }
        return place < 12 ? 5 + 5 * (place % 3) : 0
    }

    /// Seconds to minutes between two clicks; shorter where the shop is driven hard.
    private mutating func pause(pace: Double) -> Int64 {
        let share = random.unit()
        return max(1, Int64((4_000 + share * share * 110_000) / max(1, pace / 8)))
    }
}
