// SAFETY: `raw` comes from rd_kafka_headers_new and is destroyed here unless a produce call took
// it over, which `release` records. Names and values are copied by rd_kafka_header_add; their
// ranges are slices of the array that is passed in, so they are checked against its bounds.
import CRdKafka
import MartletStream

/// Owner of an `rd_kafka_headers_t` until a record takes it over.
@safe
struct HeaderList: ~Copyable {
    private let raw: OpaquePointer

    init(_ headers: ArraySlice<RecordBatch.Header>, of bytes: UnsafeBufferPointer<UInt8>) {
        unsafe raw = rd_kafka_headers_new(headers.count)
        for header in headers {
            let name = unsafe UnsafeBufferPointer(
                rebasing: bytes[header.name.start..<header.name.start + header.name.count])
            unsafe name.withMemoryRebound(to: CChar.self) { name in
                guard !header.value.isNull else {
                    unsafe rd_kafka_header_add(raw, name.baseAddress, name.count, nil, 0)
                    return
                }
                let value = unsafe UnsafeBufferPointer(
                    rebasing: bytes[header.value.start..<header.value.start + header.value.count])
                unsafe rd_kafka_header_add(
                    raw, name.baseAddress, name.count,
                    value.baseAddress ?? UnsafePointer(EmptyBytes.address), value.count)
            }
        }
    }

    deinit {
        unsafe rd_kafka_headers_destroy(raw)
    }

    /// Offers the list to a produce call, which owns it if it succeeds.
    consuming func offer(
        _ produce: (OpaquePointer) -> rd_kafka_resp_err_t
    ) -> rd_kafka_resp_err_t {
        let code = unsafe produce(raw)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            _ = consume self
            return code
        }
        discard self
        return code
    }
}
