import ArgumentParser

/// Seeds on the command line.
enum SeedArgument {
    /// A whole number of 64 bits without a sign.
    ///
    /// - Throws: `ValidationError`.
    static func parse(_ text: String) throws -> UInt64 {
        guard let seed = UInt64(text) else {
            throw ValidationError("'\(text)' is no seed; give a number from 0 to \(UInt64.max)")
        }
        return seed
    }
}
