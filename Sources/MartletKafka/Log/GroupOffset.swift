/// The note that goes with a committed offset: the position that Martlet itself goes by.
///
/// The offset may be a little further, behind marks of transactions, which are no records.
/// Positions in the changelog are those of records, and both must agree.
package enum GroupOffset {
    private static let prefix = "next="

    /// The note for a position.
    package static func note(of position: Int64) -> String { prefix + String(position) }

    /// The position that a committed offset stands for.
    ///
    /// - Parameters:
    ///   - offset: The offset; below 0 = none.
    ///   - note: What was committed with it; whoever moved the offset by hand has left none.
    /// - Returns: The position; -1 = none.
    package static func position(of offset: Int64, note: String) -> Int64 {
        guard offset >= 0 else { return -1 }
        guard note.hasPrefix(prefix), let position = Int64(note.dropFirst(prefix.count)),
            0...offset ~= position
        else { return offset }
        return position
    }
}
