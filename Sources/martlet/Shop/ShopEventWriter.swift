/// Writes the shop's events as JSON, one object without a line feed each.
struct ShopEventWriter: Sendable {
    private let start: Int64
    private let customerDigits: Int
    private var eventsWritten = 0
    /// `2025-01-01T` of the day written last.
    private var date: [UInt8] = []
    private var dateDay: Int64 = -1

    private static let head = Array(#"{"event_id":"e"#.utf8)
    private static let browse = Array(#"","type":"browse","customer_id":""#.utf8)
    private static let purchase = Array(#"","type":"purchase","customer_id":""#.utf8)
    private static let time = Array(#"","ts":""#.utf8)
    private static let timeEnd = Array(#"Z","#.utf8)
    private static let channels = ["app", "web", "store"].map {
        Array(#","channel":"\#($0)","#.utf8)
    }
    private static let amount = Array(#""amount":"#.utf8)
    private static let quantity = Array(#""quantity":"#.utf8)
    private static let discount = Array(#","discount":0."#.utf8)
    private static let session = Array(#","session_id":"s"#.utf8)
    private static let end = Array(#""}"#.utf8)

    /// Makes a writer of events of this shop.
    init(_ settings: ShopSettings) {
        start = settings.start
        customerDigits = max(6, String(max(0, settings.customers - 1)).count)
    }

    /// Appends an event.
    ///
    /// - Returns: Where the customer's id stands.
    mutating func append(
        _ event: ShopEvent, _ catalog: ShopCatalog, to bytes: inout [UInt8]
    ) -> Range<Int> {
        eventsWritten += 1
        bytes.append(contentsOf: Self.head)
        Self.append(eventsWritten, digits: 9, to: &bytes)
        bytes.append(contentsOf: event.isPurchase ? Self.purchase : Self.browse)
        let keyStart = bytes.count
        bytes.append(0x63)
        Self.append(event.customer, digits: customerDigits, to: &bytes)
        let key = keyStart..<bytes.count
        bytes.append(contentsOf: Self.time)
        appendTime(start + event.time, to: &bytes)
        bytes.append(contentsOf: Self.timeEnd)
        bytes.append(contentsOf: catalog.products[event.product].json)
        bytes.append(contentsOf: Self.channels[Int(event.channel.rawValue)])
        if event.isPurchase {
            let price = catalog.products[event.product].cents * event.quantity
            let cents = (price * (100 - event.discount) + 50) / 100
            bytes.append(contentsOf: Self.amount)
            Self.append(cents / 100, digits: 1, to: &bytes)
            bytes.append(0x2E)
            Self.append(cents % 100, digits: 2, to: &bytes)
            bytes.append(0x2C)
        }
        bytes.append(contentsOf: Self.quantity)
        Self.append(event.quantity, digits: 1, to: &bytes)
        bytes.append(contentsOf: Self.discount)
        Self.append(event.discount, digits: 2, to: &bytes)
        bytes.append(contentsOf: Self.session)
        Self.append(event.customer, digits: customerDigits, to: &bytes)
        bytes.append(0x2D)
        Self.append(event.session, digits: 1, to: &bytes)
        bytes.append(contentsOf: Self.end)
        return key
    }

    /// Appends an event that is about no article, up to its instant; members and the brace are
    /// still to come.
    ///
    /// - Parameters:
    ///   - type: Its type, of which the first letter begins its id.
    ///   - number: How many of the type there are with it.
    ///   - customer: Customer number.
    ///   - time: When, in ms since the shop's first midnight.
    ///   - bytes: Receives it.
    /// - Returns: Where the customer's id stands.
    mutating func append(
        _ type: String, number: Int, customer: Int, at time: Int64, to bytes: inout [UInt8]
    ) -> Range<Int> {
        bytes += Array(#"{"event_id":"\#(type.prefix(1))"#.utf8)
        Self.append(number, digits: 9, to: &bytes)
        bytes += Array(#"","type":"\#(type)","customer_id":""#.utf8)
        let keyStart = bytes.count
        bytes.append(0x63)
        Self.append(customer, digits: customerDigits, to: &bytes)
        let key = keyStart..<bytes.count
        bytes.append(contentsOf: Self.time)
        appendTime(start + time, to: &bytes)
        bytes += Array(#"Z""#.utf8)
        return key
    }

    private mutating func appendTime(_ time: Int64, to bytes: inout [UInt8]) {
        let day = time / 86_400_000
        if day != dateDay {
            let civil = CivilDate(daysSinceEpoch: Int(day))
            date.removeAll(keepingCapacity: true)
            Self.append(civil.year, digits: 4, to: &date)
            date.append(0x2D)
            Self.append(civil.month, digits: 2, to: &date)
            date.append(0x2D)
            Self.append(civil.day, digits: 2, to: &date)
            date.append(0x54)
            dateDay = day
        }
        bytes.append(contentsOf: date)
        let rest = Int(time - day * 86_400_000)
        Self.append(rest / 3_600_000, digits: 2, to: &bytes)
        bytes.append(0x3A)
        Self.append(rest / 60_000 % 60, digits: 2, to: &bytes)
        bytes.append(0x3A)
        Self.append(rest / 1_000 % 60, digits: 2, to: &bytes)
        bytes.append(0x2E)
        Self.append(rest % 1_000, digits: 3, to: &bytes)
    }

    /// Appends a number that is not negative with at least `digits` digits.
    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var power = 1
        for _ in 1..<max(1, digits) { power *= 10 }
        while number / power >= 10 { power *= 10 }
        var rest = number
        while power > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + rest / power))
            rest %= power
            power /= 10
        }
    }
}
