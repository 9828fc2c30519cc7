/// A list, referred to without being counted.
///
/// SAFETY: the table that holds it also holds the list itself, until it has put another in its
/// place.
@safe
struct CustomerListReference: BitwiseCopyable {
    private let list: Unmanaged<CustomerList>

    init(_ list: CustomerList) { unsafe self.list = .passUnretained(list) }

    /// Whether the customer is in the list.
    @inline(__always)
    func contains(_ customer: Span<UInt8>) -> Bool {
        unsafe list._withUnsafeGuaranteedRef { $0.contains(customer) }
    }
}
