/// Profiles that go for good.
extension ProfileTable {
    /// Removes a profile and remembers until the end of the cycle that it must be removed wherever
    /// it was written down; nothing happens if there is none.
    ///
    /// Linear in the profiles that the open cycle has touched.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    package mutating func erase(_ customer: Span<UInt8>) -> Bool {
        guard let row = find(customer) else { return false }
        touched.removeAll { $0 == row }
        erased.append(customer.indices.map { customer[$0] })
        remove(customer)
        return true
    }
}
