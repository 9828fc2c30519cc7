package import MartletProfile

/// A directory on a machine's disk, with what a power failure makes of it.
///
/// What is written lies in the operating system's memory until it is made durable: bytes by
/// synchronising the file, names by synchronising the directory. A process that dies loses nothing
/// of that; a machine that does loses whatever was not durable, or half of it.
package final class SimulatedDisk {
    /// A file's content.
    private struct File {
        var bytes: [UInt8] = []
        /// How many of them are durable.
        var durable = 0
    }

    /// A change of a name that is not durable.
    private struct Change {
        var name: String
        var file: Int?
    }

    private var files: [Int: File] = [:]
    private var names: [String: Int] = [:]
    private var durableNames: [String: Int] = [:]
    /// Changes of names since they were made durable, in their order.
    private var changes: [Change] = []
    private var lastFile = 0
    /// Whether all that was called durable was, and nothing has rotted.
    package private(set) var isHonest = true

    /// Makes an empty disk.
    package init() {}

    /// The names that are there, sorted.
    package var list: [String] { names.keys.sorted() }

    /// The bytes of a file; nil = it is not there.
    package func bytes(of name: String) -> [UInt8]? { names[name].flatMap { files[$0]?.bytes } }

    /// Makes an empty file in place of what has the name.
    ///
    /// - Returns: Its number, for ``append(_:to:)``.
    func create(_ name: String) -> Int {
        lastFile += 1
        files[lastFile] = File()
        set(name, lastFile)
        return lastFile
    }

    func append(_ bytes: some Sequence<UInt8>, to file: Int) { files[file]?.bytes += bytes }

    /// Makes a file's bytes durable, or says so only.
    func synchronize(_ file: Int, isLie: Bool) {
        let count = files[file]?.bytes.count ?? 0
        if isLie { isHonest = false } else { files[file]?.durable = count }
    }

    func rename(_ name: String, to newName: String) {
        guard let file = names[name] else { return }
        set(newName, file)
        set(name, nil)
    }

    func remove(_ name: String) { if names[name] != nil { set(name, nil) } }

    /// Makes names durable.
    func synchronizeNames() {
        durableNames = names
        changes.removeAll()
    }

    private func set(_ name: String, _ file: Int?) {
        names[name] = file
        changes.append(Change(name: name, file: file))
    }

    /// The power fails: of what was not durable, the first changes of names and any part of the
    /// bytes are left.
    package func lose(_ random: inout SplitMix64) {
        names = durableNames
        for change in changes.prefix(random.below(changes.count + 1)) {
            names[change.name] = change.file
        }
        synchronizeNames()
        for (number, file) in files.sorted(by: { $0.key < $1.key }) {
            var bytes = file.bytes
            let torn = file.durable + random.below(bytes.count - file.durable + 1)
            bytes.removeLast(bytes.count - torn)
            // Space that was set aside and not filled.
            if random.oneIn(2) {
                for index in bytes.indices.dropFirst(file.durable) { bytes[index] = 0 }
            }
            files[number] = File(bytes: bytes, durable: bytes.count)
        }
    }

    /// A bit of some file flips.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    package func rot(_ random: inout SplitMix64) -> Bool {
        guard let name = list.randomElement(using: &random), let number = names[name],
            let count = files[number]?.bytes.count, count > 0
        else { return false }
        isHonest = false
        files[number]?.bytes[random.below(count)] ^= 1 << UInt8(random.below(8))
        return true
    }
}
