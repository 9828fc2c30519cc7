/// The tables of segments, churn alerts and personas; each but the first with an empty line before
/// it, and none if there is nothing to show.
extension LiveFrame {
    /// One row per segment.
    func segmentTable(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        let longest = snapshot.segments.map { TerminalLine.columns($0.name) }.max() ?? 0
        let nameColumns = max(7, min(longest, width - 36, 32))
        var header = TerminalLine()
        header.append("segment", columns: nameColumns, .bold)
        for title in ["members", "entered", "exited"] {
            header.append(title, columns: 12, alignedRight: true, .bold)
        }
        let barColumns = min(24, width - header.width - 2)
        let most = max(1, snapshot.segments.map(\.members).max() ?? 1)
        return [header]
            + snapshot.segments.map { segment in
                var line = TerminalLine()
                line.append(segment.name, columns: nameColumns)
                line.append(
                    FigureText.count(segment.members), columns: 12, alignedRight: true, .bold)
                line.append(
                    FigureText.count(segment.entered), columns: 12, alignedRight: true, .green)
                line.append(
                    FigureText.count(segment.exited), columns: 12, alignedRight: true, .red)
                let length = (max(0, barColumns) * segment.members + most - 1) / most
                if barColumns >= 4, length > 0 {
                    line.append("  " + String(repeating: "\u{2587}", count: length), .cyan)
                }
                return line
            }
    }

    /// Members of segments side by side, in no more than so many rows.
    func segmentGrid(_ snapshot: LiveSnapshot, rows: Int) -> [TerminalLine] {
        let cells = snapshot.segments.map {
            LiveSnapshot.Count(name: $0.name, count: $0.members)
        }
        return [TerminalLine(), TerminalLine("members of segments", .bold)]
            + grid(cells, rows: rows)
    }

    /// Customers of personas side by side.
    func personaGrid(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        guard !snapshot.personas.isEmpty else { return [] }
        return [TerminalLine(), TerminalLine("customers of personas", .bold)]
            + grid(snapshot.personas, rows: 3)
    }

    private func grid(_ cells: [LiveSnapshot.Count], rows: Int) -> [TerminalLine] {
        let cellColumns = 26
        let columns = max(1, (width + 2) / cellColumns)
        var shown = cells[...]
        let places = columns * max(1, rows)
        if cells.count > places { shown = cells.prefix(places - 1) }
        let rowCount = (shown.count + (shown.count < cells.count ? 1 : 0) + columns - 1) / columns
        var lines = [TerminalLine](repeating: TerminalLine(), count: rowCount)
        for (place, cell) in shown.enumerated() {
            lines[place / columns].pad(to: place % columns * cellColumns)
            lines[place / columns].append(cell.name, columns: cellColumns - 9)
            lines[place / columns].append(
                FigureText.count(cell.count), columns: 7, alignedRight: true,
                cell.count > 0 ? .bold : .dim)
        }
        if shown.count < cells.count {
            lines[rowCount - 1].pad(to: shown.count % columns * cellColumns)
            lines[rowCount - 1].append("and \(cells.count - shown.count) more", .dim)
        }
        return lines
    }

    /// Episodes open now by severity, and those that were raised and how they ended.
    func alertTable(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        table(snapshot.alerts, ["open", "raised", "resolved", "expired"], "by severity") { alert in
            let severities = alert.severities.filter { $0.count > 0 }
                .map { "\($0.name) \(FigureText.count($0.count))" }.joined(separator: "  ")
            return ([alert.open, alert.raised, alert.resolved, alert.expired], [], severities)
        }
    }

    /// How good the churn alerts were.
    func scoreTable(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        table(
            snapshot.alerts, ["raised", "open", "right", "wrong", "precision", "recall"],
            "days ahead"
        ) { alert in
            let counts = [alert.raised, alert.open, alert.expired, alert.resolved]
            return (counts, [alert.precision, alert.recall], alert.daysAhead)
        }
    }

    private func table(
        _ alerts: [LiveSnapshot.Alert], _ titles: [String], _ last: String,
        _ cells: (LiveSnapshot.Alert) -> (counts: [Int], texts: [String], last: String)
    ) -> [TerminalLine] {
        guard !alerts.isEmpty else { return [] }
        let longest = alerts.map { TerminalLine.columns($0.name) }.max() ?? 0
        let nameColumns = max(11, min(longest, width - 65, 32))
        var header = TerminalLine()
        header.append("churn alert", columns: nameColumns, .bold)
        for title in titles {
            header.append(title, columns: max(8, title.count + 2), alignedRight: true, .bold)
        }
        header.append("  " + last, .bold)
        return [TerminalLine(), header]
            + alerts.map { alert in
                let (counts, texts, rest) = cells(alert)
                var line = TerminalLine()
                line.append(alert.name, columns: nameColumns)
                for (title, text) in zip(titles, counts.map(FigureText.count) + texts) {
                    line.append(text, columns: max(8, title.count + 2), alignedRight: true)
                }
                line.append("  " + rest, .cyan)
                return line
            }
    }

    /// Customers of each persona, and what made personas be found.
    func personaTable(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        guard !snapshot.personas.isEmpty else { return [] }
        let refreshes = snapshot.refreshes
        let names = snapshot.personas.map(\.name)
        let nameColumns = min(32, max(18, names.map { TerminalLine.columns($0) }.max() ?? 0))
        var header = TerminalLine()
        header.append("persona", columns: nameColumns, .bold)
        header.append("customers", columns: 11, alignedRight: true, .bold)
        if !refreshes.isEmpty {
            header.append("    found upon", columns: 22, .bold)
            header.append("times", columns: 11, alignedRight: true, .bold)
        }
        var lines = [TerminalLine(), header]
        for row in 0..<max(snapshot.personas.count, refreshes.count) {
            var line = TerminalLine()
            if row < snapshot.personas.count {
                line.append(snapshot.personas[row].name, columns: nameColumns)
                line.append(
                    FigureText.count(snapshot.personas[row].count), columns: 11,
                    alignedRight: true, .bold)
            }
            if row < refreshes.count {
                line.pad(to: nameColumns + 11)
                line.append("    " + refreshes[row].name, columns: 22)
                line.append(
                    FigureText.count(refreshes[row].count), columns: 11, alignedRight: true)
            }
            lines.append(line)
        }
        return lines
    }

    /// The latest changes, under a title.
    func latest(_ snapshot: LiveSnapshot) -> [TerminalLine] {
        guard !snapshot.changes.isEmpty, !snapshot.alerts.isEmpty || !snapshot.personas.isEmpty
        else { return [] }
        return [TerminalLine(), TerminalLine("latest changes", .bold)]
            + snapshot.changes.suffix(6).map { TerminalLine("  " + $0) }
    }
}
