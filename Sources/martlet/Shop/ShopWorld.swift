/// What all customers of a shop share, and nobody changes.
struct ShopWorld: Sendable {
    /// What was asked for.
    let settings: ShopSettings
    /// What is on sale.
    let catalog: ShopCatalog
    /// When most people come.
    let calendar: ShopCalendar
    /// When bargain hunters come: above all to the sales.
    let bargainCalendar: ShopCalendar
    /// How much busier everybody is than their kind says, to reach the lines asked for.
    var pace: Double

    /// Days since the epoch of the first day.
    var firstDay: Int { Int(settings.start / 86_400_000) }

    /// Makes the world of these settings.
    init(settings: ShopSettings, pace: Double) {
        self.settings = settings
        self.pace = pace
        catalog = ShopCatalog(seed: settings.seed)
        let firstDay = Int(settings.start / 86_400_000)
        calendar = ShopCalendar(firstDay: firstDay, days: settings.days, salePerMille: 1_600)
        bargainCalendar = ShopCalendar(firstDay: firstDay, days: settings.days, salePerMille: 6_000)
    }

    /// Whether there is a sale at a time, in ms since the first midnight.
    func isSale(at time: Int64) -> Bool {
        ShopCalendar.isSale(daysSinceEpoch: firstDay + Int(time / 86_400_000))
    }
}
