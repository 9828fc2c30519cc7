import MartletProfile
import Testing

@testable import MartletWire

/// A checkpoint as programs of this version have written it: see ``GoldenBytes``.
@Suite struct GoldenCheckpointTests {
    @Test func aCheckpointIsWrittenAsEver() throws {
        let table = EveryKind.table(try EveryKind.plan(), GoldenRowTests.events)
        let (bytes, _) = CheckpointFixture.write(table, size: 1)
        #expect(GoldenBytes.hex(bytes) == GoldenBytes.text(GoldenBytes.checkpoint))
    }

    @Test func aCheckpointIsReadAsEver() throws {
        let plan = try EveryKind.plan()
        let bytes = GoldenBytes.bytes(GoldenBytes.checkpoint)
        let content = try CheckpointFixture.read(bytes, plan)
        #expect(content.header == CheckpointFixture.header(plan))
        #expect(content.trailer == CheckpointTrailer(profiles: 1, offsets: [18, 5]))
        #expect(content.profiles == [GoldenRowTests.profile])
    }
}
