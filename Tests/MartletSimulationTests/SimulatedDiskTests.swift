import MartletProfile
import Testing

@testable import MartletSimulation

/// The simulated disk loses what disks lose.
@Suite struct SimulatedDiskTests {
    private func written(
        _ disk: SimulatedDisk, synchronizing: Bool, isLie: Bool = false
    ) -> [UInt8] {
        let bytes = [UInt8](1...100)
        let file = disk.create("new")
        disk.append(bytes, to: file)
        if synchronizing { disk.synchronize(file, isLie: isLie) }
        disk.rename("new", to: "name")
        disk.synchronizeNames()
        return bytes
    }

    @Test func whatIsDurableStays() {
        for seed in UInt64(0)..<50 {
            var random = SplitMix64(seed: seed)
            let disk = SimulatedDisk()
            let bytes = written(disk, synchronizing: true)
            disk.append([7], to: disk.create("other"))
            disk.lose(&random)
            #expect(disk.bytes(of: "name") == bytes && disk.isHonest)
            #expect(disk.bytes(of: "new") == nil)
        }
    }

    @Test(arguments: [false, true]) func bytesWithoutFsyncAreTorn(isLie: Bool) {
        var lost = 0
        for seed in UInt64(0)..<50 {
            var random = SplitMix64(seed: seed)
            let disk = SimulatedDisk()
            let bytes = written(disk, synchronizing: isLie, isLie: isLie)
            #expect(disk.bytes(of: "name") == bytes, "until the power fails nobody notices")
            disk.lose(&random)
            #expect(disk.isHonest != isLie)
            if disk.bytes(of: "name") != bytes { lost += 1 }
        }
        #expect(lost > 40)
    }

    @Test func namesAreLostFromTheLastBackwards() {
        var seen: Set<[String]> = []
        for seed in UInt64(0)..<50 {
            var random = SplitMix64(seed: seed)
            let disk = SimulatedDisk()
            _ = disk.create("a")
            disk.synchronizeNames()
            _ = disk.create("b")
            disk.rename("b", to: "c")
            disk.remove("a")
            #expect(disk.list == ["c"])
            disk.lose(&random)
            seen.insert(disk.list)
        }
        #expect(seen == [["a"], ["a", "b"], ["a", "b", "c"], ["a", "c"], ["c"]])
    }

    @Test func oneBitRots() {
        var random = SplitMix64(seed: 1)
        let disk = SimulatedDisk()
        let bytes = written(disk, synchronizing: true)
        disk.rot(&random)
        let rotten = disk.bytes(of: "name") ?? []
        let flipped = zip(bytes, rotten).map { ($0 ^ $1).nonzeroBitCount }
        #expect(flipped.reduce(0, +) == 1 && !disk.isHonest)
    }
}
