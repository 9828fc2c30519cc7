"""Churn alerts on real orders, against episodes worked out purchase by purchase."""

import functools
from collections import Counter
from statistics import mean, median

import reference
import schemas
from oracle import instant, milliseconds
from support import Replay, configuration, martlet, ndjson, read_lines, same

ORDERS = "online_retail_orders"
UNTIL = "2011-12-20T00:00:00Z"
DAY = 86_400_000
LADDER = {"low": 3, "medium": 4, "high": 6}
HORIZON, COOLDOWN, HISTORY = 60 * DAY, 14 * DAY, 3

FEATURES = {
    "purchases": {"count": "purchase"},
    "spend": {"sum": "purchase.amount"},
    "last_purchase": {"last": "purchase.ts"},
    "rhythm_days": {"mean_gap": "purchase"},
}
SEGMENTS = {"regular": {"when": "purchases >= 5"}}
SILENCE = {
    "when": "days_since(last_purchase) > 3 * rhythm_days",
    "min_history": f"purchases >= {HISTORY}",
    "severity": {n: f"days_since(last_purchase) > {f} * rhythm_days" for n, f in LADDER.items()},
    "resolve_on": "purchase",
    "cooldown": "14d",
    "horizon": "60d",
    "value_at_risk": "spend / purchases",
}


def alert_configuration(**alerts):
    return configuration(FEATURES, SEGMENTS, churn_alerts=alerts or {"silence": SILENCE})


def replay(config, *events, **options):
    found = Replay(config, *events, **options)
    found.alerts = read_lines(found.folder / "churn-alerts.ndjson")
    return found


@functools.cache
def orders_replay(shards=None):
    events = reference.events_file(ORDERS)
    return replay(alert_configuration(), events, until=UNTIL, shards=shards)


class Gap:
    """The time from a customer's purchase to the next: one episode at most, one lapse at most."""

    def __init__(self, purchases, following, clock):
        self.last, self.end = purchases[-1], min(following, clock)
        self.rhythm = (self.last - purchases[0]) / DAY / (len(purchases) - 1)

    def passes(self, factor):
        """The first ms at which the silence is longer than so many times the rhythm."""
        at = self.last + max(0, int(factor * self.rhythm * DAY) - 2)
        while not (at - self.last) / DAY > factor * self.rhythm:
            at += 1
        return at


def episodes(purchases, clock):
    """(changes, lapses) of one customer; changes as (at, state, severity, episode)."""
    changes, lapses, ended, number = [], [], None, 0
    bounds = purchases[1:] + [float("inf")]
    for index, following in enumerate(bounds, 1):
        if index < HISTORY:
            continue
        gap = Gap(purchases[:index], following, clock)
        raised = gap.passes(LADDER["low"])
        if ended is not None:
            raised = max(raised, ended + COOLDOWN)
        complete = gap.last + HORIZON
        if complete <= gap.end:
            lapses.append(complete - raised if raised < complete else None)
        if raised > gap.end:
            continue
        number += 1
        rungs = sorted((gap.passes(factor), name) for name, factor in LADDER.items())
        severity = [name for at, name in rungs if at <= raised][-1]
        changes.append((raised, "raised", severity, number))
        for at, name in rungs:
            if raised < at <= gap.end and at < raised + HORIZON:
                severity = name
                changes.append((at, "escalated", severity, number))
        if raised + HORIZON <= gap.end:
            ended = raised + HORIZON
            changes.append((ended, "expired", severity, number))
        elif following <= clock:
            ended = following
            changes.append((ended, "resolved", severity, number))
    return changes, lapses


@functools.cache
def wanted():
    """Changes by customer, and every lapse: ms from its raise, or None."""
    clock = milliseconds(UNTIL)
    purchases = {}
    for event in reference.events(ORDERS):
        purchases.setdefault(event["customer_id"], []).append(milliseconds(event["ts"]))
    found = {customer: episodes(times, clock) for customer, times in purchases.items()}
    changes = {c: steps for c, (steps, _) in found.items() if steps}
    return changes, [lapse for _, lapses in found.values() for lapse in lapses]


def test_every_episode():
    changes, _ = wanted()
    found = {}
    for record in orders_replay().alerts:
        step = (record["at"], record["state"], record["severity"], record["episode"])
        found.setdefault(record["customer_id"], []).append(step)
    expected = {c: [(instant(at), *rest) for at, *rest in steps] for c, steps in changes.items()}
    same(found, expected, "episodes")
    assert sum(map(len, found.values())) > 2000


def test_records_follow_their_schema_and_are_numbered():
    records = orders_replay().alerts
    assert schemas.check("churn-alert", records) == len(records)
    schemas.check("summary", [orders_replay().summary])
    numbers = Counter()
    for record in records:
        numbers[record["customer_id"]] += 1
        assert record["seq"] == numbers[record["customer_id"]], record
        assert record["id"] == f"alert:{record['customer_id']}:{record['seq']}"
        is_event = record["cause"]["kind"] == "event"
        assert is_event == (record["state"] == "resolved"), record
    assert len({record["id"] for record in records}) == len(records)


def test_an_announced_change_comes():
    """`next_change_at` is the instant of the next change, unless a purchase comes before it."""
    last, exact = {}, 0
    for record in orders_replay().alerts:
        before = last.get(record["customer_id"])
        last[record["customer_id"]] = record
        if before is None or record["cause"]["kind"] == "event":
            continue
        if before["state"] in ("raised", "escalated"):
            assert before["next_change_at"] == record["at"], (before, record)
            exact += 1
    assert exact > 500


def test_the_alert_marks_its_own_work():
    changes, lapses = wanted()
    states = Counter(state for steps in changes.values() for _, state, _, _ in steps)
    found = orders_replay().summary["alerts"]["silence"]
    right, wrong = states["expired"], states["resolved"]
    leads = [lead / DAY for lead in lapses if lead is not None]
    assert (found["episodes"], found["escalated"]) == (states["raised"], states["escalated"])
    assert (found["right"], found["false_alarms"]) == (right, wrong)
    assert found["open"] == states["raised"] - right - wrong > 0
    assert found["precision"] == round(right / (right + wrong), 4)
    assert (found["lapses"], found["announced"]) == (len(lapses), len(leads))
    assert found["recall"] == round(len(leads) / len(lapses), 4)
    assert abs(found["lead_time_days"]["mean"] - mean(leads)) < 1e-4
    assert abs(found["lead_time_days"]["median"] - median(leads)) < 60 / 8192 + 1e-4
    judged = sum(tenth["episodes"] for tenth in found["calibration"])
    assert judged == right + wrong
    assert sum(tenth["right"] for tenth in found["calibration"]) == right


def test_shards_change_nothing():
    def by_customer(found):
        sorted_alerts = {}
        for record in found.alerts:
            cause = {k: v for k, v in record["cause"].items() if k not in ("partition", "offset")}
            sorted_alerts.setdefault(record["customer_id"], []).append({**record, "cause": cause})
        return sorted_alerts

    one, four = orders_replay(), orders_replay(shards=4)
    same(by_customer(four), by_customer(one), "alerts of four shards")
    assert one.summary["alerts"] == four.summary["alerts"]


def test_alerts_leave_segments_alone():
    plain = Replay(configuration(FEATURES, SEGMENTS), reference.events_file(ORDERS), until=UNTIL)
    for record in plain.changes + orders_replay().changes:
        del record["rules"]
    assert plain.changes == orders_replay().changes
    assert "alerts" not in plain.summary
    assert not (plain.folder / "churn-alerts.ndjson").exists()


def test_a_late_purchase_ends_what_would_not_stand():
    def purchase(day, hour=0):
        return {"type": "purchase", "customer_id": "c", "ts": day * DAY + hour * 3_600_000}

    alert = {"when": "days_since(last_purchase) >= 5", "resolve_on": ["purchase"]}
    config = alert_configuration(quiet=alert)
    tick = {"type": "tick", "customer_id": "other", "ts": 7 * DAY}
    # Raised on day 6; on day 7 purchases of day 4 and of day 0 become known.
    for late, states in ((4, ["raised", "resolved", "raised"]), (0, ["raised"])):
        events = [purchase(1), tick, purchase(late)]
        found = replay(config, ndjson(events), until="1970-01-11T00:00:00Z")
        assert [record["state"] for record in found.alerts] == states
    # The same events in time order: raised on day 9, without a false alarm before.
    found = replay(config, ndjson([purchase(1), purchase(4), tick]), until="1970-01-11T00:00:00Z")
    assert [(r["state"], r["at"]) for r in found.alerts] == [("raised", instant(9 * DAY))]


def test_topics_and_explain_know_the_alert():
    config = alert_configuration(silence={**SILENCE, "severity": "high"})
    out = martlet("check", "--config", config).out
    assert "black-box.churn-alerts" in out and "1 churn alert" in out, out
    events = reference.events_file(ORDERS)
    record = next(r for r in orders_replay().alerts if r["state"] == "raised")
    text = martlet(
        *("explain", "--config", config, "--events", events, "--json"),
        *("--customer", record["customer_id"], "--at", record["at"]),
    ).out
    explained = reference.parse(text)["alerts"]["silence"]
    assert explained["state"] == "open" and explained["since"] == record["at"]
    assert explained["rules"]["when"]["values"] == record["evidence"]
    assert explained["changes_at"] == explained["expires_at"]
