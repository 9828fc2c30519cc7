import MartletProfile
import Testing

@testable import martlet

/// What a valid file says.
struct ConfigurationValuesTests {
    @Test func everyKeyIsRead() {
        let file = ConfigurationText.load(ConfigurationText.full)
        #expect(file.diagnostics == [])
        let configuration = file.configuration
        #expect(configuration.name.value == "shop")
        #expect(configuration.clock.value == .event)
        #expect(configuration.maxFuture.value == 300_000)
        #expect(configuration.dedupeLast.value == 16)
        #expect(configuration.kafka.bootstrapServers.value == "kafka-1:9092,kafka-2:9092")
        let properties = configuration.kafka.properties.map {
            "\($0.name.value)=\($0.value.value.reveal())"
        }
        #expect(
            properties == [
                "security.protocol=SASL_SSL", "sasl.password=hunter2", "client.id=true",
            ])
        #expect(configuration.inputs.map(\.topic.value) == ["purchases", "browses"])
        #expect(configuration.inputs.map(\.type?.value) == ["purchase", "browse"])
        #expect(configuration.fields.customerID.value == ["customer", "id"])
        #expect(configuration.fields.timestamp.value == ["time"])
        #expect(configuration.outputs.segmentChanges.value == "shop.changes")
        #expect(configuration.outputs.profiles.value == nil)
        #expect(configuration.outputs.deadLetters.value == "shop.dead")
        #expect(configuration.commit.interval.value == 250)
        #expect(configuration.commit.maxEvents.value == 500)
        #expect(configuration.workers.value == 2)
        #expect(configuration.instanceID.value == "shop-0")
        #expect(configuration.gracePeriod.value == 50_000)
        #expect(configuration.stateDirectory.value == "/var/lib/martlet")
    }

    @Test func featuresBecomeDefinitions() {
        let configuration = ConfigurationText.load(ConfigurationText.full).configuration
        let features = configuration.features.map(\.definition)
        func source(_ type: String, _ field: String...) -> FeatureDefinition.Source {
            FeatureDefinition.Source(type: type, field: field)
        }
        #expect(
            features.prefix(5) == [
                FeatureDefinition(
                    name: "purchases_30d", aggregate: .count, sources: [source("purchase")],
                    window: Window(length: 30, unit: .day)),
                FeatureDefinition(
                    name: "events_7d", aggregate: .count,
                    sources: [source("purchase"), source("browse")],
                    window: Window(length: 720, unit: .hour)),
                FeatureDefinition(
                    name: "app_views_7d", aggregate: .count, sources: [source("browse")],
                    filter: "event.channel == 'app'", window: Window(length: 15, unit: .minute)),
                FeatureDefinition(
                    name: "basket", aggregate: .mean,
                    sources: [source("purchase", "cart", "total")],
                    window: Window(length: 90, unit: .day)),
                FeatureDefinition(
                    name: "first_seen", aggregate: .first,
                    sources: [source("purchase", "ts"), source("browse", "ts")]),
            ])
        let categories = [source("purchase", "category"), source("browse", "category")]
        #expect(
            features.suffix(3) == [
                FeatureDefinition(
                    name: "categories", aggregate: .tally, sources: categories, limit: 64),
                FeatureDefinition(
                    name: "favourites", aggregate: .top, sources: categories, k: 5,
                    halfLife: 30 * 86_400_000,
                    weights: [
                        "purchase": FixedDecimal(millionths: 5_000_000),
                        "browse": FixedDecimal(millionths: 500_000),
                    ]),
                FeatureDefinition(
                    name: "discount_share", aggregate: .share, sources: [source("purchase")],
                    filter: "event.discount > 0"),
            ])
    }

    @Test func segmentsBecomeDefinitions() {
        let configuration = ConfigurationText.load(ConfigurationText.full).configuration
        #expect(
            configuration.segments.map(\.definition) == [
                SegmentDefinition(name: "loyal", when: "purchases_30d >= 3"),
                SegmentDefinition(
                    name: "high_value", when: "basket >= 500", exitWhen: "basket < 400",
                    minDwell: 86_400_000, cooldown: 7_200_000),
            ])
    }

    @Test func whatIsLeftOutHasADefault() {
        let file = ConfigurationText.load(ConfigurationText.head)
        #expect(file.diagnostics == [])
        let configuration = file.configuration
        #expect(configuration.timeZone == Setting("UTC"))
        #expect(configuration.clock == Setting(.wall))
        #expect(configuration.maxFuture == Setting(600_000))
        #expect(configuration.dedupeLast == Setting(8))
        #expect(configuration.kafka.bootstrapServers == Setting("localhost:9092"))
        #expect(configuration.fields.eventID == Setting(["event_id"]))
        #expect(configuration.outputs.segmentChanges == Setting("shop.segment-changes"))
        #expect(configuration.outputs.profiles == Setting("shop.profiles"))
        #expect(configuration.outputs.deadLetters == Setting("shop.dead-letters"))
        #expect(configuration.commit.interval == Setting(100))
        #expect(configuration.commit.maxEvents == Setting(10_000))
        #expect(configuration.workers == Setting(1))
        #expect(configuration.instanceID == Setting(""))
        #expect(configuration.gracePeriod == Setting(25_000))
    }

    @Test func sectionsWithNothingInThemAreEmpty() {
        let text = ConfigurationText.head + "kafka:\ninputs:\nfeatures:\nsegments: {}\n"
        #expect(ConfigurationText.summaries(text) == [])
    }

    @Test func typesWithDotsAreFoundAmongTheInputs() {
        let text =
            ConfigurationText.head + """
                inputs: [{topic: orders, type: io.shop.order}]
                features: {spend: {sum: io.shop.order.amount}, orders: {count: io.shop.order}}
                """
        let file = ConfigurationText.load(text)
        #expect(file.diagnostics == [])
        #expect(
            file.configuration.features.flatMap(\.definition.sources) == [
                FeatureDefinition.Source(type: "io.shop.order", field: ["amount"]),
                FeatureDefinition.Source(type: "io.shop.order"),
            ])
    }

    @Test func everyPartKnowsItsPlace() throws {
        let configuration = ConfigurationText.load(ConfigurationText.full).configuration
        #expect(
            configuration.commit.interval.origin
                == .file(SourceSpan(line: 15, column: 20, length: 5)))
        let feature = try #require(
            configuration.features.first { $0.definition.name == "categories" })
        #expect(feature.nameOrigin == .file(SourceSpan(line: 26, column: 3, length: 10)))
        #expect(feature.sourceOrigins[1] == .file(SourceSpan(line: 26, column: 48, length: 15)))
        #expect(
            feature.optionOrigins["limit"] == .file(SourceSpan(line: 26, column: 73, length: 2)))
    }

    @Test func aByteOrderMarkAndWindowsLineEndsAreNoMatter() {
        let text = "\u{FEFF}" + ConfigurationText.full.replacing("\n", with: "\r\n")
        let file = ConfigurationText.load(text)
        #expect(file.diagnostics == [])
        #expect(file.configuration.workers == Setting(2, .file(SourceSpan(line: 16, column: 10))))
    }
}
