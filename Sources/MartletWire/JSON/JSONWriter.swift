public import MartletProfile

/// Writes JSON as bytes, one record after another, without white space.
///
/// Commas come by themselves; that objects and arrays are closed and that keys and values alternate
/// is the caller's care. Texts are UTF-8 already; they are escaped only where JSON must be.
public struct JSONWriter: Sendable {
    /// What has been written so far; a caller may append to it between records.
    public var bytes: [UInt8]
    /// Commas before the next key or element: none or one.
    ///
    /// A whole word, since reading more of it than was written just before would have to wait.
    private var commas = 0

    /// Makes a writer that goes on behind `bytes`.
    public init(bytes: [UInt8] = []) { self.bytes = bytes }

    /// Begins a record: no comma comes before it.
    public mutating func beginRecord() { commas = 0 }

    /// Opens an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Closes an object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Opens an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Closes an array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a piece of JSON as it stands, such as `,"cause":{"kind":`.
    ///
    /// What follows gets no comma. The fastest way to write what is the same in every record.
    @inline(__always)
    public mutating func fragment(_ json: StaticString) {
        bytes.append(json)
        commas = 0
    }

    /// Writes a key that needs no escapes: ASCII without quotes, backslashes and controls.
    @inline(__always)
    public mutating func key(_ name: StaticString) {
        comma()
        bytes.append("\"" as StaticString)
        bytes.append(name)
        bytes.append("\":" as StaticString)
        commas = 0
    }

    /// Writes a key.
    public mutating func key(_ name: Span<UInt8>) {
        text(name)
        bytes.append(UInt8(ascii: ":"))
        commas = 0
    }

    /// Writes a text.
    public mutating func text(_ text: Span<UInt8>) {
        comma()
        bytes.append(quoted: text)
    }

    /// Writes a text; makes a copy of it, unlike writing from bytes.
    public mutating func text(_ text: String) {
        self.text(Array(text.utf8).span)
    }

    /// Writes an integer.
    public mutating func integer(_ value: Int64) {
        comma()
        let digits = DecimalDigits(value.magnitude)
        bytes.append(addingCapacity: 21) { output in
            if value < 0 { output.append(UInt8(ascii: "-")) }
            digits.append(to: &output)
        }
    }

    /// Writes an exact decimal with no more digits than it has.
    public mutating func decimal(_ value: FixedDecimal) {
        comma()
        value.append(to: &bytes)
    }

    /// Writes a double with the fewest digits that read back as the same; null if it is not finite.
    public mutating func double(_ value: Double) {
        guard value.isFinite else {
            null()
            return
        }
        if value == value.rounded(), value.magnitude < 1e15, value != 0 || value.sign == .plus {
            integer(Int64(value))
            return
        }
        comma()
        let digits = value.description.utf8
        bytes.append(contentsOf: digits)
        // Swift shows that a double is one; JSON has no need to.
        if bytes.suffix(2).elementsEqual(".0".utf8) { bytes.removeLast(2) }
    }

    /// Writes an instant as RFC 3339 text.
    public mutating func instant(_ value: Instant) {
        comma()
        bytes.append("\"" as StaticString)
        bytes.append(rfc3339: value)
        bytes.append("\"" as StaticString)
    }

    /// Writes a truth value.
    public mutating func truth(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes null.
    public mutating func null() { raw("null") }

    /// Writes a value that is JSON already.
    public mutating func raw(_ json: StaticString) {
        comma()
        bytes.append(json)
    }

    /// Writes a value that is JSON already.
    public mutating func raw(_ json: Span<UInt8>) {
        comma()
        bytes.append(json)
    }

    @inline(__always)
    private mutating func comma() {
        if commas > 0 { bytes.append(UInt8(ascii: ",")) }
        commas = 1
    }

    @inline(__always)
    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        commas = 0
    }

    @inline(__always)
    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        commas = 1
    }
}
