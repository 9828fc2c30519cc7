import Testing

@testable import martlet

/// Names of instances, of group members and of transactions.
struct InstanceIdentityTests {
    private let pod = ["KUBERNETES_SERVICE_HOST": "10.0.0.1"]

    private func identity(
        _ configured: String = "", _ environment: [String: String] = [:], host: String = "laptop"
    ) -> InstanceIdentity {
        InstanceIdentity(
            configured: configured, environment: environment, host: host, mark: "laptop-7-abc")
    }

    @Test func aConfiguredNameWins() {
        let named = identity("blue", pod, host: "shop-3")
        #expect(named.name == "blue")
        #expect(named.memberID(worker: 0, of: 1) == "blue")
        #expect(named.memberID(worker: 1, of: 2) == "blue-w1")
        #expect(named.transactionalID(application: "shop", worker: 0, of: 1) == "shop-blue")
        #expect(named.transactionalID(application: "shop", worker: 1, of: 2) == "shop-blue-w1")
    }

    @Test func aPodWithAnOrdinalHasAName() {
        #expect(identity(pod: pod, host: "shop-3").name == "shop-3")
        #expect(identity(pod: pod, host: "my-shop-0.my-shop.default.svc").name == "my-shop-0")
        for host in ["shop-7d9f8b6c5-24679", "shop-x", "shop", "shop-", "-3", "shop-03"] {
            #expect(identity(pod: pod, host: host).name == nil, "\(host)")
        }
        // A machine that is called so is no reason: several processes may run on it.
        #expect(identity(host: "shop-3").name == nil)
    }

    private func identity(pod: [String: String], host: String) -> InstanceIdentity {
        identity("", pod, host: host)
    }

    @Test func withoutANameEveryProcessIsAnother() {
        let nameless = identity()
        #expect(nameless.memberID(worker: 0, of: 2) == nil)
        #expect(
            nameless.transactionalID(application: "shop", worker: 1, of: 2)
                == "shop-laptop-7-abc-1")
        #expect(InstanceIdentity.processMark != "")
        #expect(InstanceIdentity(configured: "", environment: [:]).name == nil)
    }
}
