import MartletProfile
import Testing

@testable import MartletStorage

/// Zones of the system's database against their known history.
struct ZoneFileTests {
    private static let directory = ZoneFile.directory(environment: [:])

    private func zone(_ name: String) throws -> ZoneFile {
        try ZoneFile(named: name, in: Self.directory)
    }

    private func instant(_ text: String) throws -> Instant {
        let instant = Instant(rfc3339: text.utf8Span.span)
        return try #require(instant)
    }

    /// Seconds ahead of UTC at an instant.
    private func offset(_ zone: ZoneFile, _ text: String) throws -> Int {
        let at = try instant(text)
        return zone.transitions.last { $0.at <= at }?.offset ?? zone.initialOffset
    }

    @Test(arguments: [
        ("Europe/Berlin", "2011-03-27T00:59:59Z", 3600),
        ("Europe/Berlin", "2011-03-27T01:00:00Z", 7200),
        ("Europe/Berlin", "2011-10-30T00:59:59Z", 7200),
        ("Europe/Berlin", "2011-10-30T01:00:00Z", 3600),
        ("Europe/Berlin", "2024-03-31T00:59:59Z", 3600),
        ("Europe/Berlin", "2024-03-31T01:00:00Z", 7200),
        ("Europe/Berlin", "2050-03-27T00:59:59Z", 3600),
        ("Europe/Berlin", "2050-03-27T01:00:00Z", 7200),
        ("Europe/Berlin", "2050-10-30T00:59:59Z", 7200),
        ("Europe/Berlin", "2050-10-30T01:00:00Z", 3600),
        ("Europe/Berlin", "2100-07-01T00:00:00Z", 7200),
        ("Europe/Berlin", "2100-12-01T00:00:00Z", 3600),
        ("Europe/Berlin", "1970-07-01T00:00:00Z", 3600),
        ("America/Sao_Paulo", "2018-02-18T01:59:59Z", -7200),
        ("America/Sao_Paulo", "2018-02-18T02:00:00Z", -10800),
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", -10800),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", -7200),
        ("America/Sao_Paulo", "2020-01-01T00:00:00Z", -10800),
        ("America/Sao_Paulo", "2060-01-01T00:00:00Z", -10800),
        ("Asia/Kolkata", "2011-01-01T00:00:00Z", 19800),
        ("Asia/Kolkata", "2099-01-01T00:00:00Z", 19800),
        ("Asia/Kathmandu", "2011-01-01T00:00:00Z", 20700),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", -36000),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", 50400),
        ("America/New_York", "2024-03-10T06:59:59Z", -18000),
        ("America/New_York", "2024-03-10T07:00:00Z", -14400),
        ("America/New_York", "2090-11-05T06:00:00Z", -18000),
        ("Australia/Lord_Howe", "2060-01-01T00:00:00Z", 39600),
        ("Australia/Lord_Howe", "2060-06-01T00:00:00Z", 37800),
        ("America/Nuuk", "2060-01-01T00:00:00Z", -7200),
        ("America/Nuuk", "2060-06-01T00:00:00Z", -3600),
        ("Africa/Casablanca", "2080-01-01T00:00:00Z", 3600),
        ("Etc/GMT+5", "2024-01-01T00:00:00Z", -18000),
    ])
    func offsets(_ name: String, _ text: String, _ expected: Int) throws {
        #expect(try offset(zone(name), text) == expected)
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Casablanca"])
    func everyTransitionChangesTheOffsetAndComesLater(_ name: String) throws {
        let zone = try zone(name)
        var offset = zone.initialOffset
        var at = Instant.distantPast
        for transition in zone.transitions {
            #expect(transition.offset != offset)
            #expect(transition.at > at)
            offset = transition.offset
            at = transition.at
        }
    }

    @Test func universalTimeNeedsNoFile() throws {
        for name in ["UTC", "Etc/UTC"] {
            let zone = try ZoneFile(named: name, in: "/nowhere")
            #expect(zone.name == name)
            #expect(zone.initialOffset == 0)
            #expect(zone.transitions.isEmpty)
        }
    }

    @Test(arguments: [
        "Europe/Berln", "", "/etc/passwd", "../../../etc/passwd", "Europe/../UTC", "Europe",
        "Europe/", "Europe//Berlin", "Europe/Berlin\0", "Europe Berlin", ".",
    ])
    func unknownNames(_ name: String) {
        let error = ZoneFileError(kind: .unknownName, name: name, directory: Self.directory)
        #expect(throws: error) { try zone(name) }
    }

    @Test func aMachineWithoutZonesIsTold() {
        let error = ZoneFileError(kind: .notInstalled, name: "Europe/Berlin", directory: "/nowhere")
        #expect(throws: error) { try ZoneFile(named: "Europe/Berlin", in: "/nowhere") }
        #expect(error.description == "no time zones are installed in /nowhere")
        #expect(error.remedy == "install the package tzdata, or use UTC")
    }

    @Test func otherFilesOfTheDatabaseAreNoZones() {
        let error = ZoneFileError(kind: .unknownName, name: "zone.tab", directory: Self.directory)
        #expect(throws: error) { try zone("zone.tab") }
        let malformed = ZoneFileError(
            kind: .malformed, name: "leapseconds", directory: Self.directory)
        #expect(throws: malformed) { try zone("leapseconds") }
    }

    @Test func theDirectoryCanBeChosen() {
        #expect(ZoneFile.directory(environment: ["TZDIR": "/zones"]) == "/zones")
        #expect(ZoneFile.directory(environment: ["TZDIR": ""]) == "/usr/share/zoneinfo")
    }

    @Test func namesAreListed() {
        let names = ZoneFile.names(in: Self.directory)
        #expect(names.count > 400)
        #expect(
            ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Calcutta"].allSatisfy(
                names.contains))
        #expect(ZoneFile.names(in: "/nowhere") == [])
    }

    @Test func theCalendarHasTheDaysOfTheZone() throws {
        let berlin = try zone("Europe/Berlin").calendar
        let spring = berlin.day(of: try instant("2024-03-31T12:00:00Z"))
        let length = berlin.start(ofDay: spring + 1).milliseconds
        #expect(length - berlin.start(ofDay: spring).milliseconds == 23 * 3_600_000)
        let apia = try zone("Pacific/Apia").calendar
        let before = apia.day(of: try instant("2011-12-30T09:59:59Z"))
        #expect(apia.day(of: try instant("2011-12-30T10:00:00Z")) == before + 2)
    }
}
