/// How busy a shop must be to come up with a number of lines in its days.
enum ShopPace {
    /// Things that customers do in the trial runs, the last one enough for an error of a percent.
    private static let trialEvents = [30_000, 30_000, 30_000, 100_000, 400_000]

    /// Factor on how often everybody comes; 1 where no number is asked for.
    ///
    /// Costs up to 0.1 s.
    static func fitting(_ settings: ShopSettings) -> Double {
        guard let lines = settings.lines, lines > 0 else { return 1 }
        let perLine = Double(1_000_000) / Double(1_000_000 + settings.dirtyMillionths)
        let wanted = Double(lines) * perLine / Double(settings.customers)
        var world = ShopWorld(settings: settings, pace: 1)
        for events in trialEvents {
            let sample = min(settings.customers, max(200, settings.customers * events / lines))
            // Twice the wanted number at most: a trial at a pace far too high would not end.
            let most = Int(wanted * Double(sample) * 2) + 1_000
            let found = Double(trial(world, customers: sample, most: most)) / Double(sample)
            world.pace = min(max(world.pace * wanted / max(found, wanted * 0.01), 1e-6), 1e6)
        }
        return world.pace
    }

    private static func trial(_ world: ShopWorld, customers: Int, most: Int) -> Int {
        let end = Int64(world.settings.days) * 86_400_000
        var events = 0
        for number in 0..<customers {
            var shopper = Shopper(number: number, world: world)
            var time = shopper.firstTime(in: world)
            while time < end {
                time = shopper.act(number: number, at: time, in: world).next
                events += 1
            }
            if events > most { return events * customers / (number + 1) }
        }
        return events
    }
}
