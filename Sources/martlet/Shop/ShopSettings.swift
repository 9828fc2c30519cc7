/// What the synthetic shop is asked to be.
struct ShopSettings: Sendable, Equatable {
    /// Most customers and days that the shop can keep in order.
    static let largest = (customers: 10_000_000, days: 3_650)

    /// Customers that ever come, new ones included.
    var customers = 2_000
    /// Lines to write, broken ones included; nil = as many as come up in ``days``.
    var lines: Int?
    /// The same seed gives the same bytes on every machine.
    var seed: UInt64 = 1
    /// Days that pass; with ``lines`` the shop is as busy as that takes, to within a few percent.
    var days = 90
    /// Share of events that arrive minutes to hours late, in millionths.
    var lateMillionths = 4_000
    /// Share of lines that are broken, in millionths.
    var dirtyMillionths = 3_000
    /// Whether customers speak of their orders: events of type `feedback`.
    var hasFeedback = false
    /// Whether customers tell who they are: events of type `profile`.
    var hasProfiles = false
    /// The first midnight, ms since the epoch: 2025-01-01T00:00:00Z.
    var start: Int64 = 1_735_689_600_000
}
