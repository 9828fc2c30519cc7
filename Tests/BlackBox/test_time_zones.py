"""Two years of a real shop in three time zones, with and without flap control, in any order."""

import random

import reference
from local_days import DAY, LocalDays, Membership
from oracle import instant, milliseconds
from support import Replay, configuration, same, write

ORDERS = "online_retail_orders"
UNTIL = "2012-06-01T00:00:00Z"
ZONES = ["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"]
COUNT = {"orders_30d": {"count": "purchase", "window": "30d"}}
PLAIN = {"when": "orders_30d >= 3"}
DAMPED = {**PLAIN, "min_dwell": "45d", "cooldown": "20d"}


def shuffled():
    """The orders in random order within each hour, as lines."""
    rng, blocks = random.Random(11), {}
    for line in reference.event_lines(ORDERS):
        blocks.setdefault(line.partition(b'"ts":"')[2][:13], []).append(line)
    for block in blocks.values():
        rng.shuffle(block)
    return b"".join(b"".join(block) for block in blocks.values())


def applied(lines):
    """Per customer: (shard's clock, the order's own instant) as the lines come."""
    clock, orders = 0, {}
    for line in lines:
        event = reference.parse(line)
        at = milliseconds(event["ts"])
        clock = max(clock, at)
        orders.setdefault(event["customer_id"], []).append((clock, at))
    return orders


def wanted(zone, orders, **pauses):
    membership = Membership(LocalDays(zone), **pauses)
    return {
        (customer, instant(at), change)
        for customer, own in orders.items()
        for at, change in membership.changes(own, milliseconds(UNTIL))
    }


def found(zone, segment, events):
    config = configuration(COUNT, {"loyal": segment}, time_zone=zone)
    changes = Replay(config, events, until=UNTIL).changes
    result = {
        (change["customer_id"], change["at"], "entered" if change["entered"] else "exited")
        for change in changes
    }
    assert len(result) == len(changes), "a transition is written twice"
    return result


def compare(segment, lines, **pauses):
    orders = applied(lines.splitlines())
    events = write("orders.ndjson", lines)
    for zone in ZONES:
        changes = found(zone, segment, events)
        assert len(changes) > 400, (zone, len(changes))
        same(changes, wanted(zone, orders, **pauses), f"changes in {zone}")


def in_order():
    return b"".join(reference.event_lines(ORDERS))


def test_three_time_zones():
    compare(PLAIN, in_order())


def test_three_time_zones_shuffled():
    compare(PLAIN, shuffled())


def test_dwell_and_cooldown():
    compare(DAMPED, in_order(), min_dwell=45 * DAY, cooldown=20 * DAY)


def test_dwell_and_cooldown_shuffled():
    compare(DAMPED, shuffled(), min_dwell=45 * DAY, cooldown=20 * DAY)


def test_shuffled_orders_leave_at_the_same_instants():
    """Entries wait for the latest order of the hour at most; exits are exact."""
    exits, entries = set(), {}
    for customer, at, change in found("UTC", PLAIN, write("orders.ndjson", shuffled())):
        if change == "exited":
            exits.add((customer, at))
        else:
            entries.setdefault(customer, []).append(milliseconds(at))
    rows = reference.answers("online_retail_timeline_30d_instants")
    same(
        exits,
        {
            (r["customer_id"], reference.milliseconds(r["at"]))
            for r in rows
            if r["change"] == "exited"
        },
        "exits",
    )
    for row in rows:
        if row["change"] == "entered":
            at = milliseconds(row["at"])
            delays = [entry - at for entry in entries[row["customer_id"]]]
            assert any(0 <= delay < 3_600_000 for delay in delays), (row, delays)
