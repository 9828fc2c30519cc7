// SAFETY: one byte is allocated once, never written again and never freed.

/// An address to give for no bytes, where a null pointer would mean a null value.
enum EmptyBytes {
    nonisolated(unsafe) static let address: UnsafePointer<UInt8> = {
        let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        unsafe byte.initialize(to: 0)
        return unsafe UnsafePointer(byte)
    }()
}
