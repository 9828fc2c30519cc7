"""Eighteen months of CD purchases, dates only: every event at midnight, many at one instant."""

from decimal import Decimal

import reference
from oracle import milliseconds
from support import Replay, configuration, same
from test_online_retail import TOTALS, totals, wanted_totals


def test_totals_of_every_customer():
    config = configuration(TOTALS)
    found = Replay(config, reference.events_file("cdnow_sample")).features
    wanted = wanted_totals(reference.answers("cdnow_sample_customers"))
    same({c: totals(f) for c, f in found.items()}, wanted, "customers")


def test_days_of_silence():
    """Recency by a rule: who has not bought for more than 180 days at the end of the data."""
    config = configuration(
        {"last": {"last": "purchase.ts"}}, {"silent": {"when": "days_since(last) > 180"}}
    )
    events = reference.events_file("cdnow_sample")
    replay = Replay(config, events, until="1998-07-01T00:00:00Z")
    found = {p["customer_id"] for p in replay.profiles if p["segments"]}
    wanted = {
        row["customer_id"]
        for row in reference.answers("cdnow_sample_customers")
        if int(row["recency_days"]) > 180
    }
    same(found, wanted, "silent customers")
    late = [c for c in replay.changes if c["entered"] and not c["at"].endswith("T00:00:00.001Z")]
    assert not late, late[:2]


def test_spend_over_a_window():
    """The largest sum of any thirty days, by a threshold that one customer in five reaches."""
    config = configuration(
        {"spend_30d": {"sum": "purchase.amount", "window": "30d"}},
        {"high": {"when": "spend_30d >= 100"}},
    )
    replay = Replay(config, reference.events_file("cdnow_sample"))
    spent = {}
    for event in reference.events("cdnow_sample"):
        day = milliseconds(event["ts"]) // 86_400_000
        spent.setdefault(event["customer_id"], []).append((day, Decimal(event["amount"])))
    wanted = {
        customer
        for customer, buys in spent.items()
        if any(sum(a for d, a in buys if day - 30 < d <= day) >= 100 for day, _ in buys)
    }
    same({c["customer_id"] for c in replay.changes if c["entered"]}, wanted, "high spenders")
