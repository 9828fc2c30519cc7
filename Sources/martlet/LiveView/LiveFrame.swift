/// Renders snapshots as lines of text; pure, so that what is shown can be tested.
struct LiveFrame: Sendable {
    /// Columns and rows to keep within.
    var width: Int
    var height = 40
    /// Whether escape sequences for colours may be used.
    var isColoured = false

    /// The view while it runs: no more than ``height`` lines; the table of segments gives way to
    /// their members side by side, and then the latest changes do.
    func running(_ snapshot: LiveSnapshot) -> [String] {
        let middle = alertTable(snapshot) + personaGrid(snapshot)
        var segments = [TerminalLine()] + segmentTable(snapshot)
        let least = snapshot.changes.isEmpty ? 0 : Self.fewestChanges + 1
        let room = height - Self.headLines - middle.count - least
        let isCrowded = segments.count > room
        if isCrowded {
            // Where there is no room for empty lines, theirs is for segments.
            let spare = isLow ? 2 + middle.count { $0 == TerminalLine() } : 0
            segments = segmentGrid(snapshot, rows: max(1, room - 2 + spare))
        }
        var lines = head(snapshot) + segments + middle
        if isCrowded, isLow { lines.removeAll { $0 == TerminalLine() } }
        let left = height - lines.count
        if !snapshot.changes.isEmpty, left >= Self.fewestChanges + 2 {
            lines += [TerminalLine(), TerminalLine("latest changes", .bold)]
            lines += changes(snapshot, min(left - 2, 8))
        } else if left > 0 {
            lines += changes(snapshot, left)
        }
        return text(Array(lines.prefix(max(1, height))))
    }

    private func changes(_ snapshot: LiveSnapshot, _ count: Int) -> [TerminalLine] {
        snapshot.changes.suffix(count).map { TerminalLine("  " + $0, .dim) }
    }

    private static let headLines = 5
    /// Of the latest changes so many are shown even where there is little room.
    private static let fewestChanges = 3

    /// Whether it is a terminal of about 24 lines.
    private var isLow: Bool { height < 28 }

    /// The summary at the end: everything but the latest changes, and one line per reason.
    func summary(_ snapshot: LiveSnapshot) -> [String] {
        var lines = [TerminalLine("\(snapshot.title): done", .bold)]
        let seconds = Double(max(1, snapshot.elapsed)) / 1_000
        let rate = Int(Double(snapshot.events) / seconds)
        lines.append(
            labelled(
                "events",
                "\(FigureText.count(snapshot.events)) in "
                    + "\(FigureText.duration(snapshot.elapsed)) (\(FigureText.count(rate))/s)"))
        if let clock = snapshot.clock {
            lines.append(labelled("shop clock", FigureText.instant(clock) + " UTC"))
        }
        lines.append(labelled("customers", FigureText.count(snapshot.customers)))
        let changes = snapshot.segments.reduce(0) { $0 + $1.entered + $1.exited }
        lines.append(labelled("entries+exits", FigureText.count(changes)))
        lines.append(labelled("duplicates", FigureText.count(snapshot.duplicates)))
        if let commit = commitText(snapshot) { lines.append(labelled("commit", commit)) }
        let dead = snapshot.deadLetters.filter { $0.count > 0 }
        lines.append(
            labelled("dead letters", FigureText.count(dead.reduce(0) { $0 + $1.count })))
        for reason in dead {
            var line = TerminalLine("  ")
            line.append(reason.reason, columns: 26, .dim)
            line.append(FigureText.count(reason.count), columns: 11, alignedRight: true)
            lines.append(line)
        }
        lines += [TerminalLine()] + segmentTable(snapshot) + scoreTable(snapshot)
        lines += personaTable(snapshot) + latest(snapshot)
        return text(lines)
    }

    /// One line for a log: where no terminal is, it stands for the view.
    func status(_ snapshot: LiveSnapshot) -> String {
        var parts = ["events \(progressText(snapshot))"]
        if let clock = snapshot.clock { parts.append("clock \(FigureText.instant(clock))") }
        parts.append("customers \(FigureText.count(snapshot.customers))")
        let dead = snapshot.deadLetters.reduce(0) { $0 + $1.count }
        parts.append("dead letters \(FigureText.count(dead))")
        let open = snapshot.alerts.reduce(0) { $0 + $1.open }
        if !snapshot.alerts.isEmpty { parts.append("open alerts \(FigureText.count(open))") }
        let counts =
            snapshot.segments.count > 12
            ? snapshot.personas
            : snapshot.segments.map { LiveSnapshot.Count(name: $0.name, count: $0.members) }
        parts += counts.map { "\($0.name) \(FigureText.count($0.count))" }
        return "[\(FigureText.duration(snapshot.elapsed))] " + parts.joined(separator: " | ")
    }

    private func head(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        var title = TerminalLine(snapshot.title, .bold)
        let elapsed = FigureText.duration(snapshot.elapsed)
        title.pad(to: width - elapsed.count)
        title.append(elapsed, .dim)
        var lines = [title]
        let clock = snapshot.clock.map { FigureText.instant($0) + " UTC" } ?? "-"
        lines.append(labelled("shop clock", clock, .cyan))
        var events = labelled("events", progressText(snapshot))
        if let total = snapshot.eventsTotal, total > 0, width - events.width >= 14 {
            let columns = min(30, width - events.width - 2)
            let done = min(columns, columns * snapshot.events / total)
            events.append("  ")
            events.append(String(repeating: "\u{2588}", count: done), .cyan)
            events.append(String(repeating: "\u{2591}", count: columns - done), .dim)
        }
        lines.append(events)
        var customers = labelled("customers", FigureText.count(snapshot.customers))
        customers.append("   duplicates ", .dim)
        customers.append(FigureText.count(snapshot.duplicates))
        if let commit = commitText(snapshot) {
            customers.append("   commit ", .dim)
            customers.append(commit)
        }
        lines.append(customers)
        lines.append(deadLetterLine(snapshot))
        return lines
    }

    private func progressText(_ snapshot: LiveSnapshot) -> String {
        var text = FigureText.count(snapshot.events)
        if let total = snapshot.eventsTotal { text += " of \(FigureText.count(total))" }
        if let rate = snapshot.rate, rate.isFinite, rate < 1e15 {
            text += " (\(FigureText.count(Int(rate)))/s)"
        }
        return text
    }

    private func deadLetterLine(_ snapshot: LiveSnapshot) -> TerminalLine {
        let dead = snapshot.deadLetters.filter { $0.count > 0 }
        let total = dead.reduce(0) { $0 + $1.count }
        var line = labelled("dead letters", FigureText.count(total), total > 0 ? .red : .plain)
        let reasons = dead.map { "\($0.reason) \(FigureText.count($0.count))" }
        if !reasons.isEmpty { line.append("   " + reasons.joined(separator: ", "), .dim) }
        return line
    }

    private func commitText(_ snapshot: LiveSnapshot) -> String? {
        guard let median = snapshot.commitMedian, let p99 = snapshot.commitP99 else { return nil }
        return "p50 \(FigureText.milliseconds(median)), p99 \(FigureText.milliseconds(p99))"
    }

    func labelled(
        _ label: String, _ text: String, _ style: TerminalLine.Style = .plain
    ) -> TerminalLine {
        var line = TerminalLine()
        line.append(label, columns: 14, .dim)
        line.append(text, style)
        return line
    }

    private func text(_ lines: [TerminalLine]) -> [String] {
        lines.map { $0.text(columns: width, isColoured: isColoured) }
    }
}
