import Glibc
import Synchronization

// SAFETY: the bytes handed to write(2) come from an array's `withUnsafeBytes` and are used only
// inside it; winsize is a local that the kernel fills before it is read.

/// Standard output or standard error, which may be a terminal.
struct Terminal: Sendable {
    /// Where data goes.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Where messages go.
    static let error = Terminal(descriptor: STDERR_FILENO)

    /// Set by `--no-color`.
    private static let isPlain = Atomic<Bool>(false)

    /// The file descriptor.
    let descriptor: Int32
    /// Whether somebody looks at it.
    let isInteractive: Bool

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isInteractive = isatty(descriptor) == 1
    }

    /// Turns colours off for the whole process.
    static func turnColorsOff() { isPlain.store(true, ordering: .relaxed) }

    /// Whether colours may be used: only on a terminal, and not against `NO_COLOR`
    /// (https://no-color.org: set to anything but nothing) or `TERM=dumb`.
    var isColored: Bool {
        let isAllowed = Self.allowsColor(
            noColor: Environment.value(of: "NO_COLOR"), term: Environment.value(of: "TERM"))
        return isInteractive && isAllowed && !Self.isPlain.load(ordering: .relaxed)
    }

    /// Whether two variables of the environment allow colours.
    static func allowsColor(noColor: String?, term: String?) -> Bool {
        (noColor ?? "").isEmpty && term != "dumb"
    }

    /// Columns; 80 where they cannot be told.
    var width: Int { size.columns }

    /// Columns and rows now; 80 by 24 where they cannot be told.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        let result = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
        guard result == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// `text` in an ANSI style, where colours may be used.
    func paint(_ text: String, _ style: String) -> String {
        isColored ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }

    /// Writes a message; one that can't be written is dropped.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress.unsafelyUnwrapped + done, bytes.count - done)
            }
            if put < 0, errno != EINTR { return }
            done += max(0, put)
        }
    }
}
