/// The paths that are read from events, as a tree of objects.
struct PathTree: Sendable {
    /// What a key leads to.
    struct Target: Sendable, Equatable {
        /// The slot of the path that ends there; -1 if nothing is read; below that, an object.
        let code: Int

        /// Nothing that is read.
        static var none: Target { Target(code: -1) }

        /// The object `node` of the tree, in which paths go on.
        static func node(_ node: Int) -> Target { Target(code: -2 &- node) }

        /// The object in which paths go on, or -1.
        @inline(__always)
        var node: Int { code < -1 ? -2 &- code : -1 }
    }

    /// One object on the way.
    struct Node: Sendable {
        /// The slots of all paths that go through it: a part of ``PathTree/slots``.
        var firstSlot = 0
        var slotCount = 0
        /// Slot of the path that ends at this object, or -1.
        var slot = -1
    }

    /// The distinct paths; their indices are the slots.
    let paths: [[String]]
    /// The objects; the outermost comes first.
    private(set) var nodes: [Node] = []
    /// The slots of the paths through each object.
    private(set) var slots: [Int] = []
    /// The keys of all objects; a key's scope is its object, its value the code of its target.
    private(set) var keys: KeyTable

    /// Makes a tree of `paths`; equal ones share a slot.
    init(_ paths: [[String]]) {
        var distinct: [[String]] = []
        for path in paths where !distinct.contains(path) { distinct.append(path) }
        self.paths = distinct
        keys = KeyTable([])
        var names: [KeyTable.Name] = []
        _ = grow(depth: 0, slots: Array(distinct.indices), names: &names)
        keys = KeyTable(names)
    }

    /// The slot of a path of the tree.
    func slot(of path: [String]) -> Int { paths.firstIndex(of: path) ?? -1 }

    /// Adds the object whose paths are `below`, of which the first `depth` names are done.
    private mutating func grow(
        depth: Int, slots below: [Int], names: inout [KeyTable.Name]
    ) -> Int {
        let node = nodes.count
        nodes.append(Node(firstSlot: slots.count, slotCount: below.count))
        slots += below
        var done: [String] = []
        for slot in below where !done.contains(paths[slot][depth]) {
            let name = paths[slot][depth]
            done.append(name)
            let through = below.filter { paths[$0][depth] == name }
            let ending = through.first { paths[$0].count == depth + 1 } ?? -1
            let deeper = through.filter { paths[$0].count > depth + 1 }
            var target = Target(code: ending)
            if !deeper.isEmpty {
                let child = grow(depth: depth + 1, slots: deeper, names: &names)
                nodes[child].slot = ending
                target = Target.node(child)
            }
            names.append(KeyTable.Name(text: name, scope: node, value: target.code))
        }
        return node
    }
}
