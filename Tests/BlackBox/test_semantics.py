"""Replays of random histories against the oracle: features, windows, late events, deadlines."""

import random
from decimal import Decimal

from oracle import Feature, Oracle, instant, milliseconds
from support import Replay, configuration, ndjson, same

HOUR, DAY = 3_600_000, 86_400_000
START = milliseconds("2024-02-25T21:00:00Z")

FEATURES = {
    "purchases_3d": {"count": "purchase", "window": "3d"},
    "spend_3d": {"sum": "purchase.amount", "window": "3d"},
    "spend": {"sum": "purchase.amount"},
    "events_5h": {"count": ["purchase", "browse"], "window": "5h"},
    "events_90m": {"count": ["purchase", "browse"], "window": "90m"},
    "app_views_2d": {"count": "browse", "where": "event.channel == 'app'", "window": "2d"},
    "smallest": {"min": "purchase.amount"},
    "biggest": {"max": "purchase.amount"},
    "mean_order": {"mean": "purchase.amount", "window": "4d"},
    "last_purchase": {"last": "purchase.ts"},
    "first_seen": {"first": ["purchase.ts", "browse.ts"]},
    "last_channel": {"last": ["purchase.channel", "browse.channel"]},
    "categories_2d": {"distinct": "purchase.category", "window": "2d"},
    "discounted": {"share": "purchase", "where": "event.discount > 0", "window": "6d"},
    "categories": {"tally": ["purchase.category", "browse.category"]},
}

WHERE = {
    "app_views_2d": lambda event: event.get("channel") == "app",
    "discounted": lambda event: event.get("discount", 0) > 0,
}

SEGMENTS = {
    "loyal": "purchases_3d >= 2",
    "spender": "spend_3d >= 60 || spend >= 200.5",
    "busy": "events_5h >= 3 && !(events_90m < 1)",
    "appy": "app_views_2d > 1",
    "fussy": "categories_2d >= 2 && biggest < 50",
    "silent": "days_since(last_purchase) > 2",
    "long_silent": "hours_since(last_purchase) >= 100",
    "shoes": 'has(last_purchase) && categories["shoes"] >= 3',
}


def silent_for(values, now, length, or_equal=False):
    """Whether the last purchase is longer ago than `length` ms; not true where there is none."""
    if "last_purchase" not in values:
        return False
    passed = now - milliseconds(values["last_purchase"])
    return passed >= length if or_equal else passed > length


RULES = {
    "loyal": lambda f, now: f["purchases_3d"] >= 2,
    "spender": lambda f, now: f["spend_3d"] >= 60 or f["spend"] >= Decimal("200.5"),
    "busy": lambda f, now: f["events_5h"] >= 3 and f["events_90m"] >= 1,
    "appy": lambda f, now: f["app_views_2d"] > 1,
    "fussy": lambda f, now: f["categories_2d"] >= 2 and f.get("biggest", 99) < 50,
    "silent": lambda f, now: silent_for(f, now, 2 * DAY),
    "long_silent": lambda f, now: silent_for(f, now, 100 * HOUR, or_equal=True),
    "shoes": lambda f, now: "last_purchase" in f and f["categories"].get("shoes", 0) >= 3,
}


def history(seed, count=300, customers=9, lateness=0):
    """Random events over twelve days; `lateness` = most ms by which one comes late."""
    rng, events, now = random.Random(seed), [], START
    for number in range(count):
        now += rng.choice([0, 1, 59_999, 60_000, HOUR // 3, HOUR, 2 * HOUR])
        late = rng.randrange(lateness) if lateness and rng.random() < 0.3 else 0
        ts = now - late
        event = {
            "event_id": f"e{number}",
            "type": rng.choice(["purchase", "browse", "browse"]),
            "customer_id": rng.choice([f"c{rng.randrange(customers)}", rng.randrange(3)]),
            "ts": rng.choice([ts, instant(ts)]),
        }
        if event["type"] == "purchase":
            event["amount"] = Decimal(rng.randrange(1, 6000)) / 100
        for key, options in (
            ("category", ["shoes", "hats", "bücher"]),
            ("channel", ["app", "web"]),
            ("discount", [0, Decimal("0.15")]),
        ):
            if rng.random() < 0.8:
                event[key] = rng.choice(options)
        events.append(event)
        if rng.random() < 0.05:
            events.append(dict(rng.choice(events[-3:])))
    return events, now


def compare(seed, lateness=0):
    events, last = history(seed, lateness=lateness)
    until = last + 8 * DAY
    oracle = Oracle(
        {n: Feature(d, WHERE.get(n)) for n, d in FEATURES.items()},
        RULES,
        silence=[2 * DAY + 1, 100 * HOUR],
    )
    accepted = sum(oracle.add(event) for event in events)
    oracle.advance(until)
    segments = {n: {"when": rule} for n, rule in SEGMENTS.items()}
    config = configuration(FEATURES, segments, dedupe={"last": 8})
    replay = Replay(config, ndjson(events), until=instant(until))
    what = f"seed {seed}, lateness {lateness}"
    found = {
        (c["customer_id"], c["at"], tuple(c["entered"]), tuple(c["exited"]), c["cause"]["kind"])
        for c in replay.changes
    }
    same(found, set(oracle.changes), f"changes, {what}")
    assert replay.summary["accepted"] == accepted, what
    assert replay.summary["duplicates"] == len(events) - accepted > 0, what
    same_profiles(replay, oracle, until, what)


def same_profiles(replay, oracle, until, what):
    assert set(replay.features) == set(oracle.histories), what
    for customer, features in replay.features.items():
        wanted = oracle.values(customer, until)
        assert features.keys() == wanted.keys(), f"{what}, {customer}: {features} {wanted}"
        for name, value in wanted.items():
            if FEATURES[name].keys() & {"mean", "share"}:
                assert (
                    abs(float(features[name]) - float(value)) < 1e-9
                ), f"{what}, {customer}: {name}"
            else:
                assert (
                    features[name] == value
                ), f"{what}, {customer}: {name} is {features[name]}, not {value}"
    for profile in replay.profiles:
        assert profile["segments"] == sorted(oracle.members.get(profile["customer_id"], ())), what


def test_random_histories():
    for seed in range(6):
        compare(seed)


def test_late_events():
    for seed in range(100, 104):
        compare(seed, lateness=3 * HOUR)
    for seed in range(200, 204):
        compare(seed, lateness=5 * DAY)


def test_a_deadline_is_exact():
    """Events leave their window at midnight; `> 2` days is a millisecond later than `>= 2`."""
    bought = milliseconds("2024-02-27T10:30:00.250Z")
    events = [
        {"type": "purchase", "customer_id": "c1", "ts": bought + n * 1000, "event_id": f"e{n}"}
        for n in range(2)
    ]
    config = configuration(
        {"purchases_3d": FEATURES["purchases_3d"], "last_purchase": FEATURES["last_purchase"]},
        {
            "loyal": {"when": SEGMENTS["loyal"]},
            "silent": {"when": SEGMENTS["silent"]},
            "quiet": {"when": "days_since(last_purchase) >= 2"},
        },
    )
    replay = Replay(config, ndjson(events), until="2024-06-01T00:00:00Z")
    found = [(c["at"], c["entered"], c["exited"]) for c in replay.changes]
    assert found == [
        ("2024-02-27T10:30:01.250Z", ["loyal"], []),
        ("2024-02-29T10:30:01.250Z", ["quiet"], []),
        ("2024-02-29T10:30:01.251Z", ["silent"], []),
        ("2024-03-01T00:00:00.000Z", [], ["loyal"]),
    ], found
    announced = [c["next_change_at"] for c in replay.changes]
    assert announced == [*(at for at, _, _ in found[1:]), None], announced


def test_hysteresis():
    """With exit_when a customer stays between the two thresholds."""
    config = configuration(
        {"spend_2d": {"sum": "purchase.amount", "window": "2d"}},
        {"high": {"when": "spend_2d >= 500", "exit_when": "spend_2d < 400"}},
    )
    steps = [(1, 450), (2, 60), (2, 390), (3, 10), (4, 1)]
    events = [
        {
            "type": "purchase",
            "customer_id": "c",
            "ts": f"2024-01-0{day}T12:00:00Z",
            "amount": amount,
        }
        for day, amount in steps
    ]
    replay = Replay(config, ndjson(events))
    found = [(c["at"], c["entered"], c["exited"], c["cause"]["kind"]) for c in replay.changes]
    assert found == [
        ("2024-01-02T12:00:00.000Z", ["high"], [], "event"),
        ("2024-01-04T00:00:00.000Z", [], ["high"], "deadline"),
    ], found


def test_each_kind_of_odd_event_is_counted():
    """Late, very late, duplicate, missing and wrong fields, tombstones, full tallies, errors."""
    config = configuration(
        {
            "n": {"count": "p"},
            "n_2d": {"count": "p", "window": "2d"},
            "spend": {"sum": "p.amount"},
            "kinds": {"tally": "p.kind", "limit": 1},
        },
        {"odd": {"when": "10 / (n - 3) > 0"}},
    )

    def event(at, **more):
        return {"type": "p", "customer_id": "c", "ts": at, "amount": 1, "kind": "a", **more}

    events = [
        event(10 * DAY, event_id="1"),
        event(10 * DAY - 1, event_id="2"),
        event(10 * DAY, event_id="1"),
        event(7 * DAY, kind="b", event_id="3"),
        event(10 * DAY + 1, amount=None, event_id="4"),
        event(10 * DAY + 2, amount="x", event_id="5"),
        {"type": "p", "ts": 1},
    ]
    summary = Replay(config, ndjson(events)).summary
    counts = {
        name: summary[name]
        for name in ("events", "accepted", "duplicates", "late", "very_late", "missing_fields")
    }
    assert counts == {
        "events": 7,
        "accepted": 4,
        "duplicates": 1,
        "late": 2,
        "very_late": 1,
        "missing_fields": 1,
    }, summary
    assert summary["dead_letters"] == {"invalid_field": 1, "missing_customer_id": 1}, summary
    assert summary["limited"] == 1 and summary["evaluation_errors"] >= 1, summary
    assert summary["tombstones"] == 0, summary
