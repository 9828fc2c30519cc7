/// The configuration that `martlet demo` uses when it is given none.
enum DemoConfiguration {
    /// A YAML file; `martlet demo --print-config` prints it.
    static let text = """
        version: 1
        name: demo
        clock: event
        inputs: [{topic: demo.events}]
        features:
          purchases:     {count: purchase}
          purchases_30d: {count: purchase, window: 30d}
          spend_30d:     {sum: purchase.amount, window: 30d}
          spend:         {sum: purchase.amount}
          biggest:       {max: purchase.amount}
          events_7d:     {count: [purchase, browse], window: 7d}
          views_24h:     {count: browse, window: 24h}
          first_seen:    {first: [purchase.ts, browse.ts]}
          last_purchase: {last: purchase.ts}
          last_channel:  {last: [purchase.channel, browse.channel]}
          rhythm_days:   {mean_gap: purchase}
          discounted:    {share: purchase, where: "event.discount > 0", window: 90d}
          categories:    {tally: [purchase.category, browse.category], limit: 64}
        segments:
          new:        {when: "days_since(first_seen) < 7"}
          engaged:    {when: "events_7d >= 10"}
          hot_lead:   {when: "views_24h >= 15 && purchases_30d == 0"}
          loyal:      {when: "purchases_30d >= 3"}
          high_value: {when: "spend_30d >= 500", exit_when: "spend_30d < 400"}
          bargain:    {when: "purchases >= 3 && discounted > 0.5"}
          at_risk:    {when: "purchases >= 3 && days_since(last_purchase) > 2 * rhythm_days"}
          lapsed:     {when: "days_since(last_purchase) > 45"}

        """
}
