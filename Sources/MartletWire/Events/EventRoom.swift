import MartletProfile

/// Room for events in a batch, filled from the front.
struct EventRoom: ~Copyable, ~Escapable {
    private var heads: MutableSpan<EventBatch.Head>
    private var values: MutableSpan<EventBatch.FieldValue>
    private let fieldCount: Int
    /// Events so far.
    private(set) var count: Int
    /// Takes room behind the first `count` events.
    @_lifetime(copy heads, copy values)
    init(
        heads: consuming MutableSpan<EventBatch.Head>,
        values: consuming MutableSpan<EventBatch.FieldValue>, fieldCount: Int, count: Int
    ) {
        self.fieldCount = fieldCount
        self.heads = heads
        self.values = values
        self.count = count
    }

    /// Sets a field of the next event, whose fields are absent otherwise.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func set(_ value: EventBatch.FieldValue, of field: Int) {
        values[count &* fieldCount &+ field] = value
    }

    /// Takes back what was set of the next event.
    @_lifetime(self: copy self)
    mutating func clearNext() {
        for field in 0..<fieldCount { set(.absent, of: field) }
    }

    /// Adds the next event, whose fields are set.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func add(_ head: EventBatch.Head) {
        heads[count] = head
        count &+= 1
    }
}
