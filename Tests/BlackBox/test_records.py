"""What every record must satisfy, on the synthetic shop and on real data."""

import functools
import json

import reference
import schemas
from oracle import milliseconds
from support import Replay, configuration, martlet, ndjson, write

FEATURES = {
    "purchases_30d": {"count": "purchase", "window": "30d"},
    "spend_30d": {"sum": "purchase.amount", "window": "30d"},
    "events_7d": {"count": ["purchase", "browse"], "window": "7d"},
    "last_purchase": {"last": "purchase.ts"},
    "last_channel": {"last": ["purchase.channel", "browse.channel"]},
    "mean_order": {"mean": "purchase.amount", "window": "90d"},
    "categories": {"tally": ["purchase.category", "browse.category"], "limit": 64},
}
SEGMENTS = {
    "loyal": {"when": "purchases_30d >= 3"},
    "high_value": {"when": "spend_30d >= 300", "exit_when": "spend_30d < 200"},
    "active": {"when": "events_7d >= 5"},
    "lapsing": {"when": "days_since(last_purchase) > 14 && purchases_30d >= 1"},
}


@functools.cache
def shop_replay():
    """The synthetic shop with a few wrong lines in it."""
    generated = martlet(*"generate --customers 300 --events-total 12000 --seed 5 --days 60".split())
    wrong = [
        b"not json",
        b"[1]",
        b'{"type":"purchase","ts":"2024-01-01T00:00:00Z"}',
        b'{"type":"purchase","customer_id":"c1"}',
        b'{"type":"purchase","customer_id":"","ts":0}',
        b'{"type":"purchase","customer_id":"c1","ts":"noon"}',
        b'{"customer_id":"c1","ts":1704067200000}',
        b'{"type":7,"customer_id":"c1","ts":1704067200000}',
        b'{"type":"purchase","customer_id":"c1","ts":1704067200000,"amount":"much"}',
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b'{"type":"purchase","customer_id":"c1","ts":1704067200000,"x":"' + b"y" * 300_000 + b'"}',
        b'{"type":"\xff","customer_id":"c1","ts":1704067200000}',
    ]
    lines = generated.stdout.splitlines()
    for number, line in enumerate(wrong):
        lines.insert(1000 + 7 * number, line)
    config = configuration(FEATURES, SEGMENTS, dedupe={"last": 8})
    replay = Replay(config, write("shop.ndjson", b"\n".join(lines) + b"\n"))
    replay.lines = lines
    return replay


def test_every_line_follows_its_schema():
    replay = shop_replay()
    assert schemas.check("segment-change", replay.changes) > 100
    assert schemas.check("profile", replay.profiles) > 100
    assert schemas.check("dead-letter", replay.dead_letters) >= 11
    schemas.check("summary", [replay.summary])


def test_real_records_follow_their_schemas():
    config = configuration(FEATURES, SEGMENTS)
    replay = Replay(config, reference.events_file("rees46.dirty"))
    schemas.check("segment-change", replay.changes)
    assert schemas.check("profile", replay.profiles) == 4504
    schemas.check("dead-letter", replay.dead_letters)
    schemas.check("summary", [replay.summary])


def test_views_and_purchases_of_real_customers():
    features = {
        "views": {"count": "browse", "where": "event.action == 'view'"},
        "carts": {"count": "browse", "where": "event.action == 'cart'"},
        "purchases": {"count": "purchase"},
        "spend": {"sum": "purchase.amount"},
    }
    found = Replay(configuration(features), reference.events_file("rees46")).features
    for row in reference.answers("rees46_customers"):
        have = found[row["customer_id"]]
        counts = (have["views"], have["carts"], have["purchases"], float(have["spend"]))
        want = (int(row["view"]), int(row["cart"]), int(row["purchase"]), float(row["spend"]))
        assert counts == want, f"{row['customer_id']}: {counts}, not {want}"
    assert len(found) == 4504


def test_a_subscriber_can_prove_that_it_missed_nothing():
    sets, numbers = {}, {}
    for change in shop_replay().changes:
        customer = change["customer_id"]
        numbers[customer] = numbers.get(customer, 0) + 1
        assert change["seq"] == numbers[customer], change
        assert change["id"] == f"segment:{customer}:{change['seq']}", change
        before, after = sets.get(customer, set()), set(change["segments"])
        entered, exited = set(change["entered"]), set(change["exited"])
        assert entered or exited, change
        assert entered == after - before and exited == before - after, change
        sets[customer] = after
    final = {p["customer_id"]: set(p["segments"]) for p in shop_replay().profiles}
    assert {c: s for c, s in final.items() if s} == {c: s for c, s in sets.items() if s}


def test_names_are_sorted():
    for record in [*shop_replay().changes, *shop_replay().profiles]:
        for key in ("segments", "entered", "exited"):
            assert record.get(key, []) == sorted(record.get(key, [])), record


def test_reasons_explain_the_change():
    values = 0
    for change in shop_replay().changes:
        reasons = change["reasons"]
        assert set(reasons) == {*change["entered"], *change["exited"]}, change
        for segment, reason in reasons.items():
            definition = SEGMENTS[segment]
            rule = definition["when"]
            if segment in change["exited"]:
                rule = definition.get("exit_when", rule)
            assert reason["rule"] == rule, change
            for feature in FEATURES:
                assert (feature not in reason["values"]) or feature in rule, change
            values += len(reason["values"])
            if rule == "purchases_30d >= 3":
                holds = reason["values"]["purchases_30d"] >= 3
                assert holds == (segment in change["entered"]), change
    assert values > 100


def test_causes_are_events_or_deadlines():
    kinds = {"event": 0, "deadline": 0}
    clock = {}
    for change in shop_replay().changes:
        kinds[change["cause"]["kind"]] += 1
        assert clock.get(change["customer_id"], "") <= change["at"], change
        clock[change["customer_id"]] = change["at"]
        if change["next_change_at"] is not None:
            assert change["next_change_at"] > change["at"], change
        if change["cause"]["kind"] == "event":
            event = json.loads(shop_replay().lines[change["cause"]["offset"]])
            assert str(event["customer_id"]) == change["customer_id"], change
            assert event["type"] == change["cause"]["type"], change
    assert min(kinds.values()) > 10, kinds


def test_one_rule_book_one_fingerprint():
    fingerprints = {c["rules"] for c in shop_replay().changes}
    assert len(fingerprints) == 1
    other = configuration(FEATURES, {**SEGMENTS, "loyal": {"when": "purchases_30d >= 2"}})
    replay = Replay(other, write("events.ndjson", b"\n".join(shop_replay().lines)))
    assert fingerprints.isdisjoint({c["rules"] for c in replay.changes})


def test_profiles_are_the_final_state():
    replay = shop_replay()
    names = [p["customer_id"] for p in replay.profiles]
    assert len(names) == len(set(names)) == replay.summary["customers"]
    for profile in replay.profiles:
        assert profile["at"] <= replay.summary["clock_at"], profile
        assert {"purchases_30d", "spend_30d", "events_7d", "categories"} <= profile[
            "features"
        ].keys()
    members = {name: 0 for name in SEGMENTS}
    for profile in replay.profiles:
        for segment in profile["segments"]:
            members[segment] += 1
    assert replay.summary["segments"] == members


def test_every_reason_of_dead_letters():
    replay = shop_replay()
    payloads = {letter["reason"]: letter for letter in replay.dead_letters}
    wanted = {
        "invalid_json",
        "not_an_object",
        "missing_customer_id",
        "missing_ts",
        "invalid_customer_id",
        "invalid_ts",
        "missing_type",
        "invalid_type",
        "invalid_field",
        "too_deep",
        "too_large",
    }
    assert wanted <= payloads.keys(), wanted - payloads.keys()
    binary = [letter for letter in replay.dead_letters if "payload_base64" in letter]
    assert len(binary) == 1 and binary[0]["reason"] == "invalid_json", binary
    counted = {}
    for letter in replay.dead_letters:
        counted[letter["reason"]] = counted.get(letter["reason"], 0) + 1
    summary = replay.summary
    assert {r: n for r, n in summary["dead_letters"].items() if n} == counted
    total = summary["accepted"] + summary["duplicates"] + sum(counted.values())
    assert total == summary["events"] == len(replay.lines)


def test_a_dead_letter_tells_nothing_of_the_payload():
    secret = "4929-secret"
    events = write(
        "events.ndjson",
        f'{{"customer_id":"{secret}","ts":"{secret}","type":"purchase"}}\n'
        f'{{"customer_id":"{secret}","ts":1,"type":"purchase","amount":"{secret}"}}\n'
        f'{{"customer_id":["{secret}"],"ts":1,"type":"purchase"}}\n'
        f"{secret}\n",
    )
    replay = Replay(configuration(FEATURES), events)
    assert len(replay.dead_letters) == 4, replay.summary
    for letter in replay.dead_letters:
        assert secret not in letter["detail"], letter
        assert secret in letter["payload"], letter
    assert secret not in replay.result.err


def test_fields_can_stand_elsewhere():
    config = configuration(
        {"spend": {"sum": "order.cart.total"}, "seen": {"last": "order.ts"}},
        fields={"event_id": "meta.id", "type": "meta.kind", "customer_id": "who.id", "ts": "at"},
    )
    events = ndjson(
        {
            "meta": {"id": n // 2, "kind": "order"},
            "who": {"id": 17},
            "at": milliseconds("2024-01-01T00:00:00Z") + n,
            "cart": {"total": 0.1},
        }
        for n in range(6)
    )
    replay = Replay(config, events)
    assert (replay.summary["accepted"], replay.summary["duplicates"]) == (3, 3), replay.summary
    spend = replay.features["17"]["spend"]
    assert str(spend) == "0.3", f"decimals are exact, but the sum is {spend}"
