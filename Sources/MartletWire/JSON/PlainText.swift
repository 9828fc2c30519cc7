// SAFETY: every block is loaded behind a comparison of its end with the span's own count.

extension Span<UInt8> {
    /// The first index of a quote, a backslash or a control character, or the count.
    @inline(__always)
    var endOfPlainText: Int { endOfPlainText(from: 0) }

    /// The same from `start` on.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var index = start
        while index &+ ByteBlock.width <= count {
            let marks = unsafe ByteBlock(self, unchecked: index).unusual(isASCII: false)
            if marks != 0 { return index &+ ByteBlock.position(marks) }
            index &+= ByteBlock.width
        }
        if index &+ WordBlock.width <= count {
            let marks = unsafe WordBlock(self, unchecked: index).unusual(isASCII: false)
            if marks != 0 { return index &+ WordBlock.position(marks) }
            index &+= WordBlock.width
        }
        let last = count &- WordBlock.width
        if index < count, last >= start {
            // What comes before the index was found plain already.
            let marks = unsafe WordBlock(self, unchecked: last).unusual(isASCII: false)
            return marks == 0 ? count : last &+ WordBlock.position(marks)
        }
        while index < count {
            let byte = unsafe self[unchecked: index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            index &+= 1
        }
        return index
    }
}
