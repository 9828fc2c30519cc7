import MartletStream
import Testing

@testable import MartletSimulation

/// The simulated group does what a coordinator and its members do.
@Suite struct SimulatedGroupTests {
    private func stable(_ members: inout [SimulatedMember], _ group: inout SimulatedGroup) {
        for _ in 0..<4 {
            for index in members.indices {
                members[index].heartbeat(&group)
                switch members[index].signal {
                case .revoked, .lost: members[index].release(&group)
                case .assigned: members[index].accept()
                default: break
                }
            }
        }
    }

    @Test func membersShareThePartitionsInRanges() {
        var group = SimulatedGroup(partitions: 5)
        var members = [SimulatedMember(nil, joining: &group)]
        stable(&members, &group)
        #expect(members[0].owned == [0, 1, 2, 3, 4])
        members.append(SimulatedMember(nil, joining: &group))
        #expect(group.isRebalancing, "the first has not given its partitions up")
        stable(&members, &group)
        #expect(members.map(\.owned) == [[0, 1], [2, 3, 4]])
        group.remove(members[0].id)
        stable(&members, &group)
        #expect(members[1].owned.count + members[0].owned.count == 5)
    }

    @Test func silenceEndsAMembership() throws {
        var group = SimulatedGroup(partitions: 2)
        var members = [SimulatedMember(nil, joining: &group)]
        stable(&members, &group)
        let before = members[0].metadata
        group.passTime(to: SimulatedGroup.sessionTimeout + 1)
        #expect(throws: BrokerError.unknownMember) { try group.check(before) }
        // The client does not know yet; once it does, it has no identity that brokers check.
        #expect(members[0].metadata == before && !members[0].isLost)
        members[0].heartbeat(&group)
        #expect(members[0].isLost && members[0].signal == .lost([0, 1]))
        #expect(members[0].metadata == GroupMetadata())
        try group.check(members[0].metadata)
        stable(&members, &group)
        #expect(members[0].owned == [0, 1] && members[0].id != before.member)
    }

    @Test func aGenerationIsLeftBehind() throws {
        var group = SimulatedGroup(partitions: 2)
        var members = [SimulatedMember(nil, joining: &group)]
        stable(&members, &group)
        let before = members[0].metadata
        try group.check(before)
        members.append(SimulatedMember(nil, joining: &group))
        // Until all have joined, the last generation may commit.
        try group.check(before)
        stable(&members, &group)
        #expect(throws: BrokerError.illegalGeneration) { try group.check(before) }
        try group.check(members[0].metadata)
    }

    @Test func whoDoesNotJoinInTimeIsLeftBehind() {
        var group = SimulatedGroup(partitions: 2)
        var members = [SimulatedMember(nil, joining: &group)]
        stable(&members, &group)
        _ = group.join(nil)
        var now: Int64 = 0
        while group.isRebalancing, now < 100_000 {
            now += 5_000
            group.passTime(to: now)
            for id in group.members.keys { group.heartbeat(id) }
        }
        #expect(now == 65_000 && group.members.count == 1)
        members[0].heartbeat(&group)
        #expect(members[0].isLost)
    }

    @Test func aStaticMemberComesBackToItsPartitions() throws {
        var group = SimulatedGroup(partitions: 4)
        var members = [
            SimulatedMember(0, joining: &group), SimulatedMember(1, joining: &group),
        ]
        stable(&members, &group)
        let generation = group.generation
        let old = members[0]
        members[0] = SimulatedMember(0, joining: &group)
        stable(&members, &group)
        #expect(group.generation == generation, "nobody else notices")
        #expect(members[0].owned == old.owned)
        #expect(throws: BrokerError.fencedInstance) { try group.check(old.metadata) }
        var zombie = old
        zombie.heartbeat(&group)
        #expect(zombie.isFenced)
    }
}
