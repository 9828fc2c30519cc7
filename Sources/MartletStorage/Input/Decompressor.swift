internal import CCompression

// SAFETY: the two C streams are created once, freed in `deinit`, and never leave this file; zlib's
// stream stands on the heap because zlib keeps its address. Buffers are lent for one call, and
// their counts are checked before it.

/// A gzip or Zstandard stream of one or more members, turned into its bytes step by step.
@safe
struct Decompressor: ~Copyable {
    /// How the stream is compressed.
    enum Format {
        /// RFC 1952.
        case gzip
        /// RFC 8878.
        case zstandard

        /// The format that begins with these four bytes; nil = not compressed.
        init?(magic: (UInt8, UInt8, UInt8, UInt8)) {
            switch magic {
            case (0x1F, 0x8B, _, _): self = .gzip
            case (0x28, 0xB5, 0x2F, 0xFD), (0x50...0x5F, 0x2A, 0x4D, 0x18): self = .zstandard
            default: return nil
            }
        }
    }

    /// What is wrong with the stream, in the library's words.
    struct Failure: Error {
        /// For a person.
        var reason: String
    }

    @unsafe
    private enum Stream {
        case gzip(UnsafeMutablePointer<z_stream>)
        case zstandard(OpaquePointer)
    }

    private let stream: Stream
    /// Whether every member begun has ended: only then may the file end.
    private(set) var isComplete = false

    /// Makes a decompressor at the start of a stream; nil for bytes that are not compressed.
    init?(reading format: Format?) throws(Failure) {
        switch format {
        case nil: return nil
        case .gzip:
            let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            unsafe state.initialize(to: z_stream())
            // 16 + 15: gzip framing, the largest window.
            let code = unsafe inflateInit2_(
                state, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            guard code == Z_OK else {
                unsafe state.deallocate()
                throw Failure(reason: "zlib cannot start (\(code))")
            }
            unsafe stream = .gzip(state)
        case .zstandard:
            guard let state = unsafe ZSTD_createDStream() else {
                throw Failure(reason: "zstd cannot start")
            }
            unsafe stream = .zstandard(state)
        }
    }

    deinit {
        switch unsafe stream {
        case .gzip(let state):
            _ = unsafe inflateEnd(state)
            unsafe state.deallocate()
        case .zstandard(let state): _ = unsafe ZSTD_freeDStream(state)
        }
    }

    /// Turns some of `input[position..<end]` into bytes of `output[start..<start + count]`.
    ///
    /// - Returns: Bytes made; `position` moves by the bytes used. Both may be 0 at a member's end.
    mutating func step(
        input: [UInt8], position: inout Int, end: Int, output: inout [UInt8], at start: Int,
        count: Int
    ) throws(Failure) -> Int {
        precondition(position >= 0 && position <= end && end <= input.count)
        precondition(start >= 0 && count > 0 && start + count <= output.count)
        switch unsafe stream {
        case .gzip(let state):
            return try unsafe inflate(
                state, input, &position, end, &output, at: start, count: count)
        case .zstandard(let state):
            return try unsafe decompress(
                state, input, &position, end, &output, at: start, count: count)
        }
    }

    private mutating func inflate(
        _ state: UnsafeMutablePointer<z_stream>, _ input: [UInt8], _ position: inout Int,
        _ end: Int, _ output: inout [UInt8], at start: Int, count: Int
    ) throws(Failure) -> Int {
        if isComplete {
            // Tapes and block devices pad with zeros behind the last member (gzip(1) lets it pass).
            while position < end, input[position] == 0 { position += 1 }
            guard position < end else { return 0 }
            _ = unsafe inflateReset(state)
            isComplete = false
        }
        let code = unsafe input.withUnsafeBufferPointer { from in
            unsafe output.withUnsafeMutableBufferPointer { to in
                unsafe state.pointee.next_in = unsafe UnsafeMutablePointer(
                    mutating: from.baseAddress.unsafelyUnwrapped + position)
                unsafe state.pointee.avail_in = UInt32(end - position)
                unsafe state.pointee.next_out = unsafe to.baseAddress.unsafelyUnwrapped + start
                unsafe state.pointee.avail_out = UInt32(count)
                return unsafe CCompression.inflate(state, Z_NO_FLUSH)
            }
        }
        position = unsafe end - Int(state.pointee.avail_in)
        switch code {
        case Z_STREAM_END: isComplete = true
        case Z_OK, Z_BUF_ERROR: break
        default:
            let words = unsafe state.pointee.msg.map { unsafe String(cString: $0) }
            throw Failure(reason: words ?? "gzip stream is broken (\(code))")
        }
        return unsafe count - Int(state.pointee.avail_out)
    }

    private mutating func decompress(
        _ state: OpaquePointer, _ input: [UInt8], _ position: inout Int, _ end: Int,
        _ output: inout [UInt8], at start: Int, count: Int
    ) throws(Failure) -> Int {
        // Without this, zstd would take the call for the start of another frame.
        if isComplete && position == end { return 0 }
        var made = 0
        let code = unsafe input.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                var source = unsafe ZSTD_inBuffer(
                    src: from.baseAddress, size: end, pos: position)
                var target = unsafe ZSTD_outBuffer(
                    dst: to.baseAddress.unsafelyUnwrapped + start, size: count, pos: 0)
                let code = unsafe ZSTD_decompressStream(state, &target, &source)
                position = unsafe source.pos
                made = unsafe target.pos
                return code
            }
        }
        if ZSTD_isError(code) != 0 {
            throw Failure(reason: unsafe String(cString: ZSTD_getErrorName(code)))
        }
        isComplete = code == 0
        return made
    }
}
