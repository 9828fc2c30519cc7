import MartletStream

/// Whether anybody still wants what is being waited for.
struct Cancellation: Sendable {
    private let isRequested: @Sendable () -> Bool

    init(_ isRequested: @escaping @Sendable () -> Bool) { self.isRequested = isRequested }

    /// Ends a wait that nobody wants any more.
    ///
    /// - Parameter operation: What is being waited for.
    /// - Throws: A `LogError` if so.
    func check(_ operation: String) throws(LogError) {
        guard isRequested() else { return }
        throw LogError(remedy: .stop, operation: operation, reason: "the process is to stop")
    }
}
