import MartletProfile
import MartletWire

/// A decoder with a schema that has every requirement, and what it should give for any payload.
struct DecoderFixture {
    /// An event as it should be or as it has been decoded.
    struct Event: Equatable {
        var at: Int64
        var customer: [UInt8]
        var eventID: [UInt8]
        var type: UInt16
        var typeName: [UInt8]
        var values: [Value]
    }

    enum Value: Equatable {
        case absent
        case number(Int64)
        case text([UInt8])
        case truth(Bool)
    }

    static let schema = EventSchema(
        types: ["purchase", "browse", "a type of more than sixteen bytes"],
        fields: [
            ["amount"], ["category"], ["cart", "total"], ["cart"], ["any"], ["a", "b", "c"],
        ],
        requirements: [
            [.number, .label, .number, .unread, .scalar, .label],
            [.unread, .label, .unread, .scalar, .unread, .scalar],
            [.scalar, .scalar, .scalar, .unread, .label, .number],
        ])
    static let origin = EventBatch.Origin(input: 2, partition: 7, offset: 991)

    var decoder: EventDecoder
    var batch = EventBatch(schema: schema)
    let attributes: AttributePaths
    var fixedType: EventSchema.TypeID?
    var latest = Instant.never

    init(_ attributes: AttributePaths = AttributePaths()) {
        self.attributes = attributes
        decoder = EventDecoder(schema: Self.schema, attributes: attributes)
    }

    /// Decodes `payload` into the batch and takes the event out again.
    mutating func decode(_ payload: [UInt8]) -> Result<Event, Rejection> {
        batch.removeAll()
        let rejection = decoder.decode(
            payload.span, origin: Self.origin, fixedType: fixedType, latest: latest, into: &batch)
        if let rejection { return .failure(rejection) }
        let head = batch.heads[0]
        let values = batch.values.map { value -> Value in
            switch value.kind {
            case .absent: return .absent
            case .number: return .number(value.bits)
            case .truth: return .truth(value.bits == 1)
            case .text: return .text(text(value.range))
            }
        }
        return .success(
            Event(
                at: head.at.milliseconds, customer: text(head.customer),
                eventID: text(head.eventID), type: head.type, typeName: text(head.typeName),
                values: values))
    }

    mutating func decode(_ payload: String) -> Result<Event, Rejection> {
        decode(Array(payload.utf8))
    }

    private func text(_ range: EventBatch.TextRange) -> [UInt8] {
        Array(batch.text[Int(range.start)..<Int(range.start + range.count)])
    }
}

extension DecoderFixture {
    /// What `payload` should give, by way of a tree.
    func expected(_ payload: [UInt8]) -> Result<Event, Rejection.Reason> {
        do throws(Rejection.Reason) {
            return .success(try reference(payload))
        } catch {
            return .failure(error)
        }
    }

    private func reference(_ payload: [UInt8]) throws(Rejection.Reason) -> Event {
        guard payload.count <= 262_144 else { throw .tooLarge }
        let document: ReferenceJSON
        do {
            document = try ReferenceJSON.read(payload)
        } catch {
            throw error == .depth ? .tooDeep : .invalidJSON
        }
        guard case .object = document else { throw .notAnObject }
        func find(_ path: String) -> ReferenceJSON {
            let names = path.split(separator: ".").map(String.init)
            return find(names)
        }
        func find(_ names: [String]) -> ReferenceJSON {
            for length in names.indices.dropFirst() {
                switch document.value(at: names[..<length]) {
                case .none, .null, .object: continue
                default: return .array([])  // where an object should be
                }
            }
            return document.value(at: names[...]) ?? .null
        }
        let customerValue = find(attributes.customerID)
        if customerValue == .null { throw .missingCustomerID }
        guard let customer = label(customerValue), (1...256).contains(customer.count) else {
            throw .invalidCustomerID
        }
        let at = try instant(find(attributes.timestamp))
        let (type, typeName) = try type(find(attributes.type))
        let idValue = find(attributes.eventID)
        let eventID = idValue == .null ? [] : label(idValue)
        guard let eventID, eventID.count <= 256 else { throw .invalidField }
        var values: [Value] = []
        for (field, path) in Self.schema.fields.enumerated() {
            let requirement =
                type == .max ? .unread : Self.schema.requirements[Int(type)][field]
            values.append(try value(find(path), requirement))
        }
        guard at <= latest.milliseconds else { throw .futureEvent }
        return Event(
            at: at, customer: customer, eventID: eventID, type: type, typeName: typeName,
            values: values)
    }

    private func label(_ value: ReferenceJSON) -> [UInt8]? {
        switch value {
        case .text(let text): return text
        case .number(let digits) where isInteger(digits) && digits != Array("-0".utf8):
            return digits
        default: return nil
        }
    }

    private func isInteger(_ digits: [UInt8]) -> Bool {
        !digits.contains { ".eE".utf8.contains($0) }
    }

    private func instant(_ value: ReferenceJSON) throws(Rejection.Reason) -> Int64 {
        switch value {
        case .null: throw .missingTimestamp
        case .number(let digits) where isInteger(digits):
            let years: Range<Int64> = -62_167_219_200_000..<253_402_300_800_000
            guard let at = Int64(String(decoding: digits, as: UTF8.self)), years.contains(at) else {
                throw .invalidTimestamp
            }
            return at
        case .text(let text):
            guard let at = Instant(rfc3339: text.span) else { throw .invalidTimestamp }
            return at.milliseconds
        default: throw .invalidTimestamp
        }
    }

    private func type(_ value: ReferenceJSON) throws(Rejection.Reason) -> (UInt16, [UInt8]) {
        if let fixedType { return (fixedType, []) }
        if value == .null { throw .missingType }
        guard case .text(let name) = value, (1...256).contains(name.count) else {
            throw .invalidType
        }
        let index = Self.schema.types.firstIndex { Array($0.utf8) == name }
        guard let index else { return (.max, name) }
        return (UInt16(index), [])
    }

    private func value(
        _ value: ReferenceJSON, _ requirement: EventSchema.Requirement
    ) throws(Rejection.Reason) -> Value {
        if requirement == .unread || value == .null { return .absent }
        if requirement != .number, let text = label(value) {
            if case .text = value { return .text(text) }
            if requirement == .label { return .text(text) }
        }
        if requirement != .label, case .number(let digits) = value,
            let number = FixedDecimal(json: digits.span)
        {
            return .number(number.millionths)
        }
        if requirement == .scalar, case .truth(let truth) = value { return .truth(truth) }
        throw .invalidField
    }
}

extension Rejection.Reason: Error {}
