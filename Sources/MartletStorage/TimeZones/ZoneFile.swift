public import MartletProfile

/// When the clocks of a time zone were and will be changed, from the system's zone files.
///
/// The files are those of the IANA time zone database, compiled (RFC 9636). `UTC` needs none.
public struct ZoneFile: Sendable, Equatable {
    /// The zone's name, such as `Europe/Berlin`.
    public let name: String
    /// Seconds ahead of UTC before the first change.
    public let initialOffset: Int
    /// The changes in order of time: from `at` on the clocks are `offset` seconds ahead of UTC.
    ///
    /// Changes of the name only are left out. The zone's current rule is carried on to the end of
    /// the year 2100.
    public let transitions: [CivilCalendar.Transition]

    /// The calendar of the zone, for the domain.
    public var calendar: CivilCalendar {
        CivilCalendar(initialOffset: initialOffset, transitions: transitions)
    }

    /// Coordinated universal time.
    public static let utc = ZoneFile(name: "UTC", initialOffset: 0, transitions: [])

    /// Bytes that the largest zone file may have; those of the database have at most 4 KiB.
    private static let mostBytes = 1 << 20

    private init(name: String, initialOffset: Int, transitions: [CivilCalendar.Transition]) {
        self.name = name
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    /// Where zone files stand: `TZDIR` of the environment, or the system's directory.
    public static func directory(environment: [String: String]) -> String {
        environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
    }

    /// Reads the zone called `name` from `directory`; costs one small file.
    ///
    /// - Throws: ``ZoneFileError`` if there is no such zone, or if its file can't be used.
    public init(named name: String, in directory: String) throws(ZoneFileError) {
        if name == "UTC" || name == "Etc/UTC" {
            self.init(name: name, initialOffset: 0, transitions: [])
            return
        }
        guard Self.isValid(name: name) else {
            throw ZoneFileError(kind: .unknownName, name: name, directory: directory)
        }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileBytes.read("\(directory)/\(name)", limit: Self.mostBytes)
        } catch {
            if Self.names(in: directory).isEmpty, !Self.exists("\(directory)/Europe/London") {
                throw ZoneFileError(kind: .notInstalled, name: name, directory: directory)
            }
            throw ZoneFileError(kind: .unknownName, name: name, directory: directory)
        }
        guard let zone = ZoneFile(name: name, compiled: bytes) else {
            throw ZoneFileError(kind: .malformed, name: name, directory: directory)
        }
        self = zone
    }

    /// Reads a compiled zone; nil if the bytes are none, or count leap seconds.
    init?(name: String, compiled bytes: [UInt8]) {
        guard let table = TZifTable(bytes) else { return nil }
        var changes = table.transitions.map { (at: $0.at, offset: $0.offset) }
        let last = changes.last?.at ?? Int64.min
        if !table.footer.isEmpty {
            guard let rule = PosixTimeZone(table.footer) else { return nil }
            changes += rule.transitions(years: 1970...2100).filter { $0.at > last }
        }
        var transitions: [CivilCalendar.Transition] = []
        var current = table.initialOffset
        for change in changes where change.offset != current {
            current = change.offset
            let milliseconds = change.at.multipliedReportingOverflow(by: 1000)
            guard !milliseconds.overflow else { return nil }
            let at = Instant(milliseconds: milliseconds.partialValue)
            transitions.append(CivilCalendar.Transition(at: at, offset: current))
        }
        self.init(name: name, initialOffset: table.initialOffset, transitions: transitions)
    }

    /// The names of all zones of `directory`, for suggestions; empty if the list is not installed.
    public static func names(in directory: String) -> [String] {
        guard let bytes = try? FileBytes.read("\(directory)/tzdata.zi", limit: 4 << 20) else {
            return []
        }
        var names = ["UTC"]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            if words.count >= 2, words[0].elementsEqual("Z".utf8) {
                names.append(String(decoding: words[1], as: UTF8.self))
            } else if words.count == 3, words[0].elementsEqual("L".utf8) {
                names.append(String(decoding: words[2], as: UTF8.self))
            }
        }
        return names
    }

    /// Whether `name` can be a zone's: relative, below the directory, of the database's characters.
    private static func isValid(name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isWord = name.utf8.allSatisfy {
            ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") < 10
                || "/_+-".utf8.contains($0)
        }
        return isWord && name.utf8.count <= 64 && parts.allSatisfy { !$0.isEmpty }
    }

    private static func exists(_ path: String) -> Bool { FileDescriptor.status(path) != nil }
}
