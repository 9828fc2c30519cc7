import MartletProfile
import MartletStorage
import MartletStream

/// Everything the configuration file, the environment and the command line set, checked one by one.
///
/// What needs the whole (rules that must compile, fields that must fit) is checked by later steps,
/// which point at places through the origins that every setting carries.
struct Configuration: Sendable {
    /// Application id: consumer group, transactional ids, internal topics.
    var name = Setting("")
    /// The time zone of calendar days.
    var timeZone = Setting("UTC")
    /// What the time zone's clocks showed and will show.
    var zone = ZoneFile.utc
    /// What moves the clock of a shard.
    var clock = Setting(Clock.wall)
    /// Events further ahead of the wall clock than this many ms are dead letters.
    var maxFuture = Setting<Int64>(10 * 60_000)
    /// Event ids remembered per profile; 0 = duplicates are not looked for.
    var dedupeLast = Setting(8)
    /// How to reach Kafka.
    var kafka = KafkaSettings()
    /// The topics that events come from.
    var inputs: [InputSettings] = []
    /// Where the standard attributes stand in events.
    var fields = FieldSettings()
    /// Where records go.
    var outputs = OutputSettings()
    /// When a transaction ends.
    var commit = CommitSettings()
    /// Consumers, producers and threads.
    var workers = Setting(1)
    /// Name of this instance among those of the application; empty = none is given.
    var instanceID = Setting("")
    /// Longest time from a signal to the end of the process, ms.
    var gracePeriod = Setting<Int64>(25_000)
    /// Directory of the local state.
    var stateDirectory = Setting("./state")
    /// Time from one checkpoint of a partition to the next, ms; nil = none are written or used.
    var checkpointInterval = Setting<Int64?>(60_000)
    /// What to do when events are gone that were never read.
    var onMissingInput = Setting(MissingInputPolicy.fail)
    /// The computed traits that could be read.
    var features: [FeatureSettings] = []
    /// The segments that could be read.
    var segments: [SegmentSettings] = []
    /// The churn alerts that could be read.
    var alerts: [AlertSettings] = []
    /// Sets of customers.
    var lists: [ListSettings] = []
    /// Models of customers.
    var models = ModelSection()
    /// Personas; nil if there are none, or if they are wrong.
    var personas: PersonaSettings?
    /// Files that are named and missing.
    var missingFiles = 0
    /// Names of features that are declared but wrong: rules that use them are not to be blamed.
    var unreadableFeatures: Set<String> = []

    /// What moves the clock of a shard.
    enum Clock: String, Sendable, CaseIterable {
        /// The wall clock.
        case wall
        /// The largest event time seen.
        case event
    }
}

/// When a transaction ends, whichever comes first.
struct CommitSettings: Sendable {
    /// Time since it began, ms.
    var interval = Setting<Int64>(100)
    /// Events in it.
    var maxEvents = Setting(10_000)
}

/// One topic that events come from.
struct InputSettings: Sendable {
    /// Topic name.
    var topic: Setting<String>
    /// Event type of all its events; nil = each event carries its own.
    var type: Setting<String>?
}

/// Paths of the standard attributes in events, outermost object first.
struct FieldSettings: Sendable {
    /// Event id.
    var eventID = Setting(["event_id"])
    /// Event type.
    var type = Setting(["type"])
    /// Customer id.
    var customerID = Setting(["customer_id"])
    /// Instant.
    var timestamp = Setting(["ts"])
}

/// Topics that records go to; nil = the record is not published.
struct OutputSettings: Sendable {
    /// Segments entered and left.
    var segmentChanges = Setting<String?>(nil)
    /// Churn alerts.
    var churnAlerts = Setting<String?>(nil)
    /// Personas found anew; none without personas.
    var personaRefreshes = Setting<String?>(nil)
    /// Latest state of every profile.
    var profiles = Setting<String?>(nil)
    /// Events that could not be used.
    var deadLetters = Setting<String?>(nil)
}
