@testable import martlet

/// Loads configurations from text, as the tests write them.
enum ConfigurationText {
    /// The least that every configuration needs.
    static let head = "version: 1\nname: shop\n"

    /// Every key of the documentation.
    static let full = """
        version: 1
        name: shop
        time_zone: UTC
        clock: event
        max_future: 5m
        dedupe: {last: 16}
        kafka:
          bootstrap_servers: kafka-1:9092,kafka-2:9092
          properties: {security.protocol: SASL_SSL, sasl.password: hunter2, client.id: true}
        inputs:
          - {topic: purchases, type: purchase}
          - {topic: browses,   type: browse}
        fields: {event_id: id, type: kind, customer_id: customer.id, ts: time}
        outputs: {segment_changes: shop.changes, profiles: off, dead_letters: shop.dead}
        commit: {interval: 250ms, max_events: 500}
        workers: 2
        instance_id: shop-0
        grace_period: 50s
        state_dir: /var/lib/martlet
        features:
          purchases_30d:   {count: purchase, window: 30d}
          events_7d:       {count: [purchase, browse], window: 720h}
          app_views_7d:    {count: browse, where: "event.channel == 'app'", window: 15m}
          basket:          {mean: purchase.cart.total, window: 90d}
          first_seen:      {first: [purchase.ts, browse.ts]}
          categories:      {tally: [purchase.category, browse.category], limit: 64}
          favourites:      {top: [purchase.category, browse.category], k: 5, half_life: 30d,
                            weights: {purchase: 5, browse: 0.5}}
          discount_share:  {share: purchase, where: "event.discount > 0"}
        segments:
          loyal:      {when: "purchases_30d >= 3"}
          high_value: {when: "basket >= 500", exit_when: "basket < 400",
                        min_dwell: 1d, cooldown: 2h}

        """

    /// Loads `text`.
    static func load(
        _ text: String, flags: [SettingOverride] = [], environment: [String: String] = [:]
    ) -> ConfigurationFile {
        ConfigurationFile(text: text, name: "shop.yaml", flags: flags, environment: environment)
    }

    /// What the user would see of `text`.
    static func messages(_ text: String, environment: [String: String] = [:]) -> String {
        let file = load(text, environment: environment)
        return DiagnosticRenderer(sources: [file.source]).render(file.diagnostics)
    }

    /// Message and hint of every diagnostic of `text`, in order.
    static func summaries(_ text: String) -> [String] { load(text).diagnostics.map(\.summary) }
}
