/// Shows snapshots on standard output: in place on a terminal, as lines now and then elsewhere.
struct LiveView {
    /// Between two lines where there is no terminal, in ms.
    private static let lineInterval = 5_000

    private let terminal: Terminal
    private var linesDrawn = 0
    private var lastLineAt: Int?

    /// Makes a view for what standard output is connected to.
    init() { terminal = .output }

    /// Shows a snapshot; call it a few times a second.
    mutating func show(_ snapshot: LiveSnapshot) {
        guard terminal.isInteractive else {
            if let lastLineAt, snapshot.elapsed - lastLineAt < Self.lineInterval { return }
            lastLineAt = snapshot.elapsed
            terminal.write(LiveFrame(width: .max).status(snapshot) + "\n")
            let changes = snapshot.changes.suffix(3)
            terminal.write(changes.map { "        \($0)\n" }.joined())
            return
        }
        let (columns, rows) = terminal.size
        let frame = LiveFrame(
            width: columns - 1, height: rows - 1, isColoured: terminal.isColored)
        draw(frame.running(snapshot))
    }

    /// Replaces the view by the summary.
    mutating func finish(_ snapshot: LiveSnapshot) {
        let columns = terminal.isInteractive ? terminal.size.columns - 1 : 100
        let frame = LiveFrame(width: columns, isColoured: terminal.isColored)
        draw(frame.summary(snapshot))
        linesDrawn = 0
    }

    private mutating func draw(_ lines: [String]) {
        terminal.write(Self.redrawing(lines, over: terminal.isInteractive ? linesDrawn : 0))
        linesDrawn = lines.count
    }

    /// Lines that replace the last `count` lines of a terminal, in one piece against flicker.
    static func redrawing(_ lines: [String], over count: Int) -> String {
        let body = lines.map { $0 + (count > 0 ? "\u{1B}[K" : "") + "\n" }.joined()
        return count > 0 ? "\u{1B}[\(count)A\r\(body)\u{1B}[J" : body
    }

}
