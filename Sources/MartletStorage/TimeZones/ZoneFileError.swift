/// A time zone that can't be had.
public struct ZoneFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why.
    public enum Kind: Hashable, Sendable {
        /// The database has no zone of this name.
        case unknownName
        /// There is no database.
        case notInstalled
        /// The zone's file is damaged, or counts leap seconds.
        case malformed
    }

    /// Why.
    public var kind: Kind
    /// The name that was asked for.
    public var name: String
    /// Where the database was looked for.
    public var directory: String

    /// Makes an error.
    public init(kind: Kind, name: String, directory: String) {
        self.kind = kind
        self.name = name
        self.directory = directory
    }

    /// What is wrong.
    public var description: String {
        switch kind {
        case .unknownName: "unknown time zone '\(name)'"
        case .notInstalled: "no time zones are installed in \(directory)"
        case .malformed: "the file of time zone '\(name)' in \(directory) can't be used"
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch kind {
        case .unknownName: "write a name of the IANA database, as in Europe/Berlin"
        case .notInstalled: "install the package tzdata, or use UTC"
        case .malformed: "install the package tzdata anew, and use no zone of right/"
        }
    }
}
