"""Two years of a real shop against answers worked out from the raw data by other programs."""

import functools
import random
from collections import Counter
from decimal import Decimal

import reference
from oracle import instant, milliseconds
from support import Replay, configuration, same, write

ORDERS = "online_retail_orders"
RULE = "orders_30d >= 3"
UNTIL = "2012-06-01T00:00:00Z"

TOTALS = {
    "orders": {"count": "purchase"},
    "spend": {"sum": "purchase.amount"},
    "units": {"sum": "purchase.quantity"},
    "first": {"first": "purchase.ts"},
    "last": {"last": "purchase.ts"},
    "biggest": {"max": "purchase.amount"},
}
WINDOWS = {
    f"{name}_{days}d": {kind: source, "window": f"{days}d"}
    for days in (7, 30, 90)
    for name, kind, source in (
        ("orders", "count", "purchase"),
        ("spend", "sum", "purchase.amount"),
    )
}


def loyal_configuration():
    return configuration({**TOTALS, **WINDOWS}, {"loyal": {"when": RULE}})


@functools.cache
def orders_replay(shards=None):
    events = reference.events_file(ORDERS)
    return Replay(loyal_configuration(), events, until=UNTIL, shards=shards)


def totals(features):
    """The totals as the reference has them."""
    return (
        features["orders"],
        Decimal(features["spend"]),
        features["units"],
        features["first"],
        features["last"],
        Decimal(features["biggest"]),
    )


def wanted_totals(rows):
    return {
        row["customer_id"]: (
            int(row["orders"]),
            Decimal(row["spend"]),
            int(row["units"]),
            reference.milliseconds(row["first_purchase"]),
            reference.milliseconds(row["last_purchase"]),
            Decimal(row["max_order"]),
        )
        for row in rows
    }


def test_totals_of_every_customer():
    found = {c: totals(f) for c, f in orders_replay().features.items()}
    same(found, wanted_totals(reference.answers("online_retail_customers")), "customers")
    assert orders_replay().summary["customers"] == len(found) == 4338


def test_every_transition_of_the_timeline():
    wanted = {
        (row["customer_id"], row["change"], reference.milliseconds(row["at"]))
        for row in reference.answers("online_retail_timeline_30d_instants")
    }
    changes = orders_replay().changes
    found = {
        (change["customer_id"], "entered" if change["entered"] else "exited", change["at"])
        for change in changes
    }
    same(found, wanted, "timeline")
    assert len(changes) == len(wanted), "a transition is written twice"


def test_exits_are_deadlines_at_midnight():
    for change in orders_replay().changes:
        if change["exited"]:
            assert change["exited"] == ["loyal"] and change["entered"] == [], change
            assert change["cause"] == {"kind": "deadline"}, change
            assert change["at"].endswith("T00:00:00.000Z"), change
        else:
            assert change["entered"] == ["loyal"], change
            assert change["cause"]["kind"] == "event", change


def test_an_entry_names_its_event():
    """The cause of an entry is the order at that instant, at its place in the file."""
    events = reference.events(ORDERS)
    for change in orders_replay().changes:
        if change["cause"]["kind"] == "event":
            event = events[change["cause"]["offset"]]
            assert event["customer_id"] == change["customer_id"], change
            assert event["event_id"] == change["cause"]["event_id"], change
            assert reference.milliseconds(event["ts"]) == change["at"], change
            assert change["cause"]["type"] == "purchase", change


def test_a_deadline_comes_when_announced():
    """An announced change happens at that instant unless an order of the customer puts it off."""
    orders = {}
    for offset, event in enumerate(reference.events(ORDERS)):
        order = (reference.milliseconds(event["ts"]), offset)
        orders.setdefault(event["customer_id"], []).append(order)
    announced, exact = {}, 0
    for change in orders_replay().changes:
        customer, at, cause = change["customer_id"], change["at"], change["cause"]
        since, promise = announced.get(customer, (None, None))
        if cause["kind"] == "deadline":
            assert promise is not None and promise <= at, f"{change['id']} is early: {promise}"
            if not any(since < order < (promise, 0) for order in orders[customer]):
                assert promise == at, f"{change['id']} was announced for {promise}"
                exact += 1
        else:
            assert promise is None, f"{change['id']}: nothing came of {promise}"
        announced[customer] = ((at, cause.get("offset", -1)), change["next_change_at"])
    assert exact > 300, exact
    left = [c for c, (_, promise) in announced.items() if promise is not None]
    assert not left, f"announced and never come: {left[:5]}"


def test_windows_at_month_ends():
    """Replays of the events before each month end, with the clock at its last millisecond.

    Every other month the events come in random order within each hour.
    """
    rows = {}
    for row in reference.answers("online_retail_windows"):
        rows.setdefault(row["as_of"], []).append(row)
    assert len(rows) == 13
    pairs = list(zip(reference.event_lines(ORDERS), reference.events(ORDERS), strict=True))
    config = configuration(WINDOWS)
    for month, (as_of, wanted) in enumerate(rows.items()):
        before = [(event["ts"][:13], line) for line, event in pairs if event["ts"] < as_of]
        if month % 2:
            rng = random.Random(month)
            before.sort(key=lambda pair: (pair[0], rng.random()))
        before = b"".join(line for _, line in before)
        until = instant(milliseconds(as_of) - 1)
        replay = Replay(config, write("events.ndjson", before), until=until)
        columns = list(WINDOWS)
        found = {c: tuple(Decimal(f[n]) for n in columns) for c, f in replay.features.items()}
        want = {r["customer_id"]: tuple(Decimal(r[n]) for n in columns) for r in wanted}
        same(found, want, f"windows before {as_of}")


def test_shuffled_inside_the_hour():
    """Late events change nothing: the clean file shuffled within each hour, one event per line."""
    config = configuration(
        {**TOTALS, **WINDOWS, "lines": {"count": "purchase"}}, {"loyal": {"when": RULE}}
    )
    path = reference.events_file("online_retail")
    rng, blocks = random.Random(7), {}
    for line in reference.event_lines("online_retail"):
        blocks.setdefault(line.partition(b'"ts":"')[2][:13], []).append(line)
    for block in blocks.values():
        rng.shuffle(block)
    shuffled = write("shuffled.ndjson", b"".join(b"".join(block) for block in blocks.values()))

    def outcome(events):
        replay = Replay(config, events, until=UNTIL)
        assert replay.summary["accepted"] == 392692, replay.summary
        return {p["customer_id"]: (p["features"], p["segments"]) for p in replay.profiles}

    same(outcome(shuffled), outcome(path), "profiles")


def test_shards_do_not_change_the_answers():
    one, four = orders_replay(), orders_replay(shards=4)
    assert four.features == one.features

    def facts(replay):
        return Counter(
            (c["id"], c["at"], *c["entered"], *c["exited"], c["cause"]["kind"], c["next_change_at"])
            for c in replay.changes
        )

    assert facts(four) == facts(one)
    assert {c["cause"].get("partition", 0) for c in four.changes} == {0, 1, 2, 3}
    for key in ("events", "accepted", "customers", "segment_changes", "segments", "clock_at"):
        assert four.summary[key] == one.summary[key], key


def test_every_line_of_the_dirty_file_is_accounted_for():
    path = reference.events_file("online_retail.dirty")
    config = configuration({**TOTALS, "lines": {"count": "purchase"}}, dedupe={"last": 8})
    replay = Replay(config, path)
    summary = replay.summary
    dead = sum(summary["dead_letters"].values())
    assert summary["events"] == 541909, summary
    assert summary["accepted"] + summary["duplicates"] + dead == 541909, summary
    assert summary["dead_letters"] == {"missing_customer_id": 135080}, summary
    assert summary["customers"] == len(replay.profiles) == 4372, summary
    assert len(replay.dead_letters) == dead
    assert sum(f["lines"] for f in replay.features.values()) == summary["accepted"]
    lines = reference.event_lines("online_retail.dirty")
    for letter in replay.dead_letters[::1000]:
        assert letter["payload"].encode() == lines[letter["offset"]].rstrip(b"\n"), letter


def test_the_summary():
    summary = orders_replay().summary
    assert summary["events"] == summary["accepted"] == 18532, summary
    assert summary["segment_changes"] == len(orders_replay().changes)
    assert summary["segments"] == {"loyal": 0}, summary
    assert summary["first_event_at"] == "2010-12-01T08:26:00.000Z", summary
    assert summary["last_event_at"] == "2011-12-09T12:50:00.000Z", summary
    assert summary["clock_at"] == reference.milliseconds(UNTIL), summary
