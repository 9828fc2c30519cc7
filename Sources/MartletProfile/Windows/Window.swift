/// The current unit of time and the `length - 1` before it.
///
/// An event counts from its own unit until the instant at which that unit leaves the window.
public struct Window: Sendable, Hashable {
    /// The precision, and with it the memory, that the user pays for.
    public enum Unit: String, Sendable, CaseIterable {
        /// Aligned in UTC.
        case minute = "m"
        /// Aligned in UTC.
        case hour = "h"
        /// A calendar day in the configured time zone.
        case day = "d"
    }

    /// Number of units, the current one included; at least 1.
    public var length: Int
    /// The unit.
    public var unit: Unit

    /// Makes a window.
    public init(length: Int, unit: Unit) {
        self.length = length
        self.unit = unit
    }
}
