import Glibc
import MartletProfile

/// Who this process is among the instances of one application.
///
/// An instance with a name is the same one after a restart: its consumers are static members of
/// the group (KIP-345), and its producers end what their predecessors left open. One without a
/// name is new every time.
struct InstanceIdentity: Sendable, Equatable {
    /// The instance's name; nil = it has none.
    let name: String?
    /// What tells a nameless instance from every other one.
    private let mark: String

    /// Finds out who this process is.
    ///
    /// - Parameters:
    ///   - configured: The configured name; empty = none.
    ///   - environment: The process's environment.
    ///   - host: The machine's name.
    ///   - mark: What tells this process from every other one.
    init(
        configured: String, environment: [String: String] = Environment.variables,
        host: String = Self.hostName, mark: String = Self.processMark
    ) {
        self.mark = mark
        if !configured.isEmpty {
            name = configured
        } else {
            let isPod = environment["KUBERNETES_SERVICE_HOST"] != nil
            name = isPod ? Self.podName(host) : nil
        }
    }

    /// The name of a worker as a static member of its group; nil = it is a dynamic member.
    ///
    /// - Parameters:
    ///   - worker: Which of the process's workers it is, from 0.
    ///   - workers: How many there are.
    /// - Returns: The name.
    func memberID(worker: Int, of workers: Int) -> String? {
        name.map { workers > 1 ? "\($0)-w\(worker)" : $0 }
    }

    /// The transactional id of a worker's producer.
    ///
    /// - Parameters:
    ///   - application: The application's name, which access rights can go by as a prefix.
    ///   - worker: Which of the process's workers it is, from 0.
    ///   - workers: How many there are.
    /// - Returns: The id.
    func transactionalID(application: String, worker: Int, of workers: Int) -> String {
        "\(application)-\(memberID(worker: worker, of: workers) ?? "\(mark)-\(worker)")"
    }

    /// The host's name if it is that of a pod with an ordinal, such as `shop-3`.
    ///
    /// Pods of a StatefulSet end in their ordinal. Those of a Deployment end in five characters
    /// that may happen to be digits, hence the limit of four.
    static func podName(_ host: String) -> String? {
        let name = host.prefix { $0 != "." }
        guard let dash = name.lastIndex(of: "-"), dash != name.startIndex else { return nil }
        let ordinal = name[name.index(after: dash)...]
        guard (1...4).contains(ordinal.utf8.count),
            ordinal.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            ordinal == "0" || !ordinal.hasPrefix("0")
        else { return nil }
        return String(name)
    }

    /// Machine, process and time, which no other process shares.
    static var processMark: String {
        let time = String(SystemClock().wall().milliseconds, radix: 36)
        return "\(hostName)-\(getpid())-\(time)"
    }

    /// The machine's name.
    static var hostName: String {
        var name = utsname()
        // SAFETY: uname fills the structure that it is given; its fields are zero-terminated.
        guard unsafe uname(&name) == 0 else { return "host" }
        return unsafe withUnsafeBytes(of: name.nodename) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
