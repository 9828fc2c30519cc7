"""Real shops through any number of shards: the same alerts, personas and profiles, to the byte."""

import functools
import json
import random
import re

import reference
from support import Replay, configuration, fresh, martlet, same, write

SHARDS = (1, 3, 8)
FEATURES = {
    "purchases": {"count": "purchase"},
    "spend_90d": {"sum": "purchase.amount", "window": "90d"},
    "largest_60d": {"max": "purchase.amount", "window": "60d"},
    "mean_line": {"mean": "purchase.amount"},
    "last_purchase": {"last": "purchase.ts"},
    "products": {"distinct": "purchase.product_id", "window": "30d", "limit": 256},
    "best": {
        "top": ["purchase.product_id", "purchase.category"], "k": 3, "half_life": "30d",
    },
    "best_60d": {"top": "purchase.product_id", "k": 2, "window": "60d", "limit": 64},
    "countries": {"tally": "purchase.country"},
    "last_product": {"last": "purchase.product_id"},
    "pause": {"rhythm": {"model": "pauses"}},
    "alive": {"p_alive": {"model": "churn"}},
    "coming": {"expected_purchases": {"model": "churn", "horizon": "90d"}},
    "to_come": {"expected_spend": {"model": "spend", "horizon": "90d"}},
    "drop": {
        "activity_drop": {"of": "purchase", "recent": "28d", "baseline": "112d", "min_events": 3}
    },
    "value": {"rfm": {"model": "value"}},
}
MODELS = {
    "churn": {"kind": "mbgnbd", "of": "purchase"},
    "spend": {"kind": "gamma_gamma", "of": "purchase.amount"},
    "pauses": {"kind": "rhythm", "of": "purchase"},
    "value": {"kind": "rfm", "of": "purchase.amount", "bins": 5},
}
SEGMENTS = {
    "active": {"when": "products >= 2", "exit_when": "products == 0", "min_dwell": "7d"},
    "champions": {"when": "value.r >= 4 && value.f >= 4"},
}
LADDER = {"low": True, "high": "days_since(last_purchase) > 5 * pause.mean_days"}
ALERTS = {
    "silence": {
        "when": "days_since(last_purchase) > 3 * pause.mean_days", "severity": LADDER,
        "min_history": "pause.gaps >= 2", "resolve_on": "purchase", "cooldown": "14d",
        "horizon": "60d", "value_at_risk": "to_come",
    },
    "fading": {
        "when": "alive < 0.9", "severity": {"low": True, "high": "alive < 0.7"},
        "score": "1 - alive", "resolve_on": "purchase", "horizon": "45d",
    },
    "less": {"when": "drop > 0.15", "resolve_on": "drop < 0.05", "horizon": "30d"},
    "rarely": {"when": "coming < 0.5", "score": "1 / (1 + coming)", "cooldown": "30d"},
}
REFRESHES = {
    "refresh_on": {
        "first": {"first": "purchase"},
        "large": {"unusual": "purchase.amount", "times": 2, "min_events": 2, "quantile": 0.9},
        "favourite": {"changes": "best"},
        "champion": {"segments": ["champions", "active"]},
        "bulk": {"on": "purchase", "when": "event.quantity > 50 && purchases > 2"},
    },
    "refresh_when": {"quiet": "days_since(last_purchase) > 2 * pause.mean_days"},
    "refresh_every": "45d",
    "features": {
        "purchases": {"scale": "log", "clip": [0.01, 0.99]},
        "spend_90d": {"scale": "log", "clip": [0.01, 0.99]},
        "recency": {"value": "days_since(last_purchase)", "scale": "sqrt"},
    },
}
CLUSTERS = {**REFRESHES, "clusters": 4, "unassigned_beyond": 2.5, "margin": 0.1}
RULES = {
    **REFRESHES,
    "rules": [
        {"champions": "value.r >= 4 && value.f >= 4"},
        {"fans": "size(best_60d) >= 2 && products >= 10"},
        {"new": "purchases <= 1"}, {"leaving": "alive < 0.8"},
    ],
}
FILES = ("churn-alerts", "persona-refreshes", "segment-changes")


@functools.cache
def fitted(shop, by_rules):
    """A configuration with models of the whole history."""
    config = configuration(
        FEATURES, SEGMENTS, models={"file": str(fresh("models.json")), **MODELS},
        churn_alerts=ALERTS, personas=RULES if by_rules else CLUSTERS)
    martlet("fit", "--config", config, "--events", reference.events_file(shop))
    return config


def lines(replay, name):
    """The lines of a file of records by customer, each without its place in the input.

    The partition is that of the customer; the offset counts within it.
    """
    found = {}
    for line in (replay.folder / f"{name}.ndjson").read_bytes().splitlines():
        bare = re.sub(rb'"partition":\d+,"offset":\d+', b"", line)
        customer = json.loads(line)["customer_id"]
        found.setdefault(customer, []).append(bare)
    return found


def compare(one, other, what):
    """What two replays of one feed wrote."""
    for name in FILES:
        wanted = lines(one, name)
        assert sum(map(len, wanted.values())) > 500, (what, name)
        same(lines(other, name), wanted, f"{what}: {name}")
    profiles = [sorted(profile_lines(replay)) for replay in (other, one)]
    same(*map(set, profiles), f"{what}: profiles")
    assert len(profiles[0]) == len(profiles[1])
    same(*[
        {k: v for k, v in replay.summary.items() if "second" not in k}
        for replay in (other, one)
    ], f"{what}: summary")


def profile_lines(replay):
    return (replay.folder / "profiles.ndjson").read_bytes().splitlines()


def replays(shop, by_rules, until):
    """One replay for each number of shards."""
    config, events = fitted(shop, by_rules), reference.events_file(shop)
    one, *others = [Replay(config, events, until=until, shards=n) for n in SHARDS]
    for shards, other in zip(SHARDS[1:], others):
        compare(one, other, f"{shop}, {shards} shards")


def test_orders_by_day():
    replays("cdnow_sample", False, "1998-12-01T00:00:00Z")
    replays("cdnow_sample", True, "1998-12-01T00:00:00Z")


def test_orders():
    replays("online_retail_orders", False, "2012-03-01T00:00:00Z")


def test_lines_of_orders():
    replays("online_retail", True, "2012-03-01T00:00:00Z")


def test_late_events():
    """Late events find the shard's clock where other customers have moved it: what is told goes by
    that, but what is known of a customer in the end does not."""
    shop, until = "online_retail_orders", "2012-03-01T00:00:00Z"
    order = random.Random(5)
    # Up to 4,000 orders out of their order: some three months.
    places = {line: index + order.random() * 4_000 for index, line in
              enumerate(reference.event_lines(shop))}
    feed = write("late.ndjson", b"".join(sorted(places, key=places.get)))
    config = fitted(shop, False)
    one, *others = [Replay(config, feed, until=until, shards=n) for n in SHARDS]
    in_order = Replay(config, reference.events_file(shop), until=until)
    for other in [*others, in_order]:
        same(other.features, one.features, "features of late events")
    told = [lines(replay, "churn-alerts") for replay in (one, others[-1])]
    assert told[0] != told[1], "a feed on which nothing depends shows nothing"
