/// One line on standard error that shows how far long work has come.
///
/// It is written only to a terminal and at most five times a second; ``update(_:)`` costs one
/// comparison and a look at the clock, so call it once per batch.
struct ProgressLine {
    /// Where the line goes; nil = nowhere.
    private let terminal: Terminal?
    /// What is being done, such as `replay`.
    private let title: String
    /// Units of the whole work, if known.
    private let total: Int?
    /// What is counted, such as `events`.
    private let unit: String
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?

    /// Shortest time between two lines.
    private static let pause = Duration.milliseconds(200)

    init(
        _ title: String, total: Int? = nil, unit: String, on terminal: Terminal = .error
    ) {
        self.terminal = terminal.isInteractive ? terminal : nil
        self.title = title
        self.total = total
        self.unit = unit
    }

    /// Shows that `done` units are done.
    ///
    /// - Parameters:
    ///   - done: Units done.
    ///   - fraction: Part of the work that is done, if that is known better than through the units
    ///     (bytes of the input, say); 0 to 1.
    mutating func update(_ done: Int, fraction: Double? = nil) {
        guard let terminal else { return }
        let now = ContinuousClock.now
        if let last, now - last < Self.pause { return }
        last = now
        let part = fraction ?? total.map { $0 > 0 ? Double(done) / Double($0) : 1 }
        let text = Self.text(
            title, done, unit, fraction: part, seconds: (now - start) / .seconds(1))
        terminal.write("\r\(text.prefix(max(0, terminal.width - 1)))\u{1B}[K")
    }

    /// Removes the line.
    mutating func clear() {
        guard let terminal, last != nil else { return }
        terminal.write("\r\u{1B}[K")
        last = nil
    }

    /// The line's text.
    ///
    /// `replay  42%  1,234,567 events  310,000/s  ETA 0:12`
    static func text(
        _ title: String, _ done: Int, _ unit: String, fraction: Double?, seconds: Double
    ) -> String {
        var parts = [title]
        if let fraction { parts.append("\(Int(min(max(fraction, 0), 1) * 100))%") }
        parts.append("\(grouped(done)) \(unit)")
        if seconds > 0 { parts.append("\(grouped(Int(Double(done) / seconds)))/s") }
        if let fraction, fraction > 0, fraction <= 1, seconds >= 1 {
            parts.append("ETA \(clock(seconds / fraction - seconds))")
        }
        return parts.joined(separator: "  ")
    }

    /// A number with a comma at every thousand.
    static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + String(text.reversed())
    }

    /// `0:12`, `3:05`, `2:10:00`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(seconds.rounded(.up), 0), 359_999))
        let hours = whole / 3600
        let minutes = whole / 60 % 60
        func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let tail = "\(pair(whole % 60))"
        return hours > 0 ? "\(hours):\(pair(minutes)):\(tail)" : "\(minutes):\(tail)"
    }
}
