import ArgumentParser
import MartletStorage

/// `martlet generate`: the synthetic shop on standard output.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the events of a reproducible synthetic shop as NDJSON.",
        discussion: """
            The same options give the same bytes on every machine. About 3 in 1000 lines are \
            broken, and 4 in 1000 events come minutes to hours late, as in real feeds.

            EXAMPLES:
              martlet generate --customers 500 --days 30 > events.ndjson
              martlet generate --events-total 1000000 --seed 7 | zstd > events.ndjson.zst
              martlet generate --feedback --profiles --days 365 > year.ndjson
              martlet generate | martlet replay --config martlet.yaml --events - --output out
            """)

    @Option(help: "Customers that ever come.")
    var customers = ShopSettings().customers

    @Option(
        help: ArgumentHelp(
            "Lines to write; the shop is made as busy as that takes. Default: what the days bring.",
            valueName: "n"))
    var eventsTotal: Int?

    @Option(
        parsing: .unconditional, help: "Seed of everything random.", transform: SeedArgument.parse)
    var seed = ShopSettings().seed

    @Option(help: "Days that pass, from 2025-01-01.")
    var days = ShopSettings().days

    @Flag(help: "Ratings and net promoter answers as well, some days after orders.")
    var feedback = false

    @Flag(help: "Region and age band of customers as well, in events of type profile.")
    var profiles = false

    func validate() throws {
        let largest = ShopSettings.largest
        guard (1...largest.customers).contains(customers) else {
            throw ValidationError("--customers must be between 1 and \(largest.customers).")
        }
        guard (1...largest.days).contains(days) else {
            throw ValidationError("--days must be between 1 and \(largest.days).")
        }
        if let eventsTotal, eventsTotal < 0 {
            throw ValidationError("--events-total must not be negative.")
        }
    }

    func run() throws { try write() }

    private func write() throws(FileError) {
        var output = OutputFile.standardOutput()
        var shop = Shop(
            ShopSettings(
                customers: customers, lines: eventsTotal, seed: seed, days: days,
                hasFeedback: feedback, hasProfiles: profiles))
        // Lines that scroll over the same terminal leave no place for progress.
        var progress = ProgressLine("generate", unit: "lines")
        defer { progress.clear() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(OutputFile.bufferSize + 4_096)
        while shop.next(into: &bytes) != nil {
            bytes.append(0x0A)
            if bytes.count >= OutputFile.bufferSize {
                try output.append(bytes)
                bytes.removeAll(keepingCapacity: true)
                if !Terminal.output.isInteractive {
                    progress.update(shop.lines, fraction: shop.share)
                }
            }
        }
        try output.append(bytes)
        try output.finish()
    }
}
