// SAFETY: every store is into room that `OutputSpan` says it has, checked before it, and of no more
// bytes than that; sources are static strings, which are never freed, and spans, which their owners
// keep alive meanwhile, and no more of them is read than they have.

extension OutputSpan<UInt8> {
    /// Appends `source`, for which there must be room.
    @inline(__always)
    mutating func append(_ source: Span<UInt8>) {
        unsafe source.withUnsafeBytes { unsafe append($0) }
    }

    /// Appends `source`, for which there must be room.
    @inline(__always)
    mutating func append(_ source: StaticString) {
        unsafe append(
            UnsafeRawBufferPointer(start: source.utf8Start, count: source.utf8CodeUnitCount))
    }

    /// Appends the first `count` bytes of two words, all of which there must be room for.
    @inline(__always)
    mutating func append(_ low: UInt64, _ high: UInt64, count size: Int) {
        precondition(freeCapacity >= 16 && UInt(bitPattern: size) <= 16)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let target = buffer.baseAddress else { return }
            let room = UnsafeMutableRawPointer(target)
            unsafe room.storeBytes(of: low.littleEndian, toByteOffset: count, as: UInt64.self)
            unsafe room.storeBytes(of: high.littleEndian, toByteOffset: count &+ 8, as: UInt64.self)
            count &+= size
        }
    }

    @unsafe @inline(__always)
    private mutating func append(_ source: UnsafeRawBufferPointer) {
        precondition(source.count <= freeCapacity)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let target = buffer.baseAddress, let first = source.baseAddress else {
                return
            }
            unsafe copy(first, to: UnsafeMutableRawPointer(target + count), source.count)
            count &+= source.count
        }
    }
}

/// Copies `size` bytes; short runs as two words that may overlap, which is cheaper than a call.
@unsafe @inline(__always)
private func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ size: Int) {
    if size > 16 || size < 4 {
        unsafe target.copyMemory(from: source, byteCount: size)
    } else if size >= 8 {
        let first = unsafe source.loadUnaligned(as: UInt64.self)
        let last = unsafe source.loadUnaligned(fromByteOffset: size &- 8, as: UInt64.self)
        unsafe target.storeBytes(of: first, as: UInt64.self)
        unsafe target.storeBytes(of: last, toByteOffset: size &- 8, as: UInt64.self)
    } else {
        let first = unsafe source.loadUnaligned(as: UInt32.self)
        let last = unsafe source.loadUnaligned(fromByteOffset: size &- 4, as: UInt32.self)
        unsafe target.storeBytes(of: first, as: UInt32.self)
        unsafe target.storeBytes(of: last, toByteOffset: size &- 4, as: UInt32.self)
    }
}

/// Appending runs of bytes at once.
extension [UInt8] {
    /// Appends `text`.
    @inline(__always)
    package mutating func append(_ text: Span<UInt8>) {
        append(addingCapacity: text.count) { $0.append(text) }
    }

    /// Appends `text`.
    @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(addingCapacity: text.utf8CodeUnitCount) { $0.append(text) }
    }

    /// Appends a comma if asked for, `name` in quotes, and a colon.
    @inline(__always)
    mutating func appendKey(_ name: StaticString, comma: Bool) {
        append(addingCapacity: name.utf8CodeUnitCount &+ 4) { room in
            if comma { room.append(UInt8(ascii: ",")) }
            room.append(UInt8(ascii: "\""))
            room.append(name)
            room.append(UInt8(ascii: "\""))
            room.append(UInt8(ascii: ":"))
        }
    }

    /// Appends a comma if asked for, and `text` in quotes, escaped where it must be.
    @inline(__always)
    package mutating func appendQuoted(_ text: Span<UInt8>, comma: Bool) {
        guard JSONText(text).endOfPlainText(from: 0, isASCII: false) == text.count else {
            appendEscaped(text, comma: comma)
            return
        }
        append(addingCapacity: text.count &+ 3) { room in
            if comma { room.append(UInt8(ascii: ",")) }
            room.append(UInt8(ascii: "\""))
            room.append(text)
            room.append(UInt8(ascii: "\""))
        }
    }

    @inline(never)
    private mutating func appendEscaped(_ text: Span<UInt8>, comma: Bool) {
        if comma { append(UInt8(ascii: ",")) }
        append(UInt8(ascii: "\""))
        append(escaped: text)
        append(UInt8(ascii: "\""))
    }

    /// Appends `text` without quotes, escaped where it must be.
    package mutating func append(escaped text: Span<UInt8>) {
        var index = 0
        while true {
            let end = JSONText(text).endOfPlainText(from: index, isASCII: false)
            append(text.extracting(index..<end))
            guard end < text.count else { break }
            appendEscape(text[end])
            index = end + 1
        }
    }

    /// Appends the escape of a quote, a backslash or a control character (RFC 8259, section 7).
    private mutating func appendEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append("u00" as StaticString)
            append(UInt8(ascii: "0") + byte >> 4)
            let digit = byte & 0xF
            append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}
