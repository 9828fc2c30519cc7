import MartletProfile
import MartletWire

/// Reads one checkpoint file into a shard, a block at a time.
struct CheckpointReader {
    /// What a step has come to.
    enum Event {
        case more
        /// What the file says of itself; to be accepted or refused before the next step.
        case header(CheckpointHeader)
        case finished(CheckpointTrailer)
    }

    /// Why the file cannot be used.
    struct Refusal: Error {
        var reason: String
    }

    /// Profiles read so far.
    private(set) var profiles = 0
    /// Bytes read so far, and those of the file.
    private(set) var position = 0
    let size: Int

    private let store: any CheckpointStore
    private var decoder: CheckpointDecoder
    private var layout: UInt32 = 0
    private var bytes: [UInt8] = []
    private var image = RowImage()

    /// Opens a file.
    init(_ name: CheckpointName, in store: any CheckpointStore) throws(Refusal) {
        do throws(StorageFailure) {
            size = try store.open(name.text)
        } catch {
            throw Refusal(reason: error.description)
        }
        self.store = store
        decoder = CheckpointDecoder(size: size)
    }

    /// Reads what comes next; profiles go into the shard.
    mutating func step(
        _ restoration: inout Restoration, to shard: Shard
    ) throws(Refusal) -> Event {
        // Taken out meanwhile, so that the decoder can be changed while they are read.
        var bytes: [UInt8] = []
        swap(&bytes, &self.bytes)
        defer { swap(&bytes, &self.bytes) }
        do throws(StorageFailure) {
            try store.read(decoder.wanted, into: &bytes)
        } catch {
            throw Refusal(reason: error.description)
        }
        position += bytes.count
        do throws(CheckpointFormat.Problem) {
            switch try decoder.take(bytes.span) {
            case .none: return .more
            case .header(let header):
                layout = header.layout
                return .header(header)
            case .profiles: try restoreProfiles(bytes.span, &restoration, to: shard)
            case .trailer(let trailer): return .finished(trailer)
            }
        } catch {
            throw Refusal(reason: "the file \(error)")
        }
        return .more
    }

    private mutating func restoreProfiles(
        _ bytes: Span<UInt8>, _ restoration: inout Restoration, to shard: Shard
    ) throws(CheckpointFormat.Problem) {
        var image = RowImage()
        swap(&image, &self.image)
        defer { swap(&image, &self.image) }
        while let customer = try decoder.nextProfile(of: bytes, into: &image) {
            do throws(RowCodec.Problem) {
                try restoration.restore(
                    bytes.extracting(customer), image, layout: layout, to: shard)
            } catch {
                throw .damaged(at: position - bytes.count)
            }
            profiles += 1
        }
    }
}
