"""Personas: every refresh of a replay against an oracle, and fits."""

import json
import math
import random
import statistics

import schemas
from oracle import instant, milliseconds
from persona_oracle import DAY, Clusters, Story
from support import (
    BAD_CONFIGURATION, Replay, configuration, fresh, martlet, ndjson, read_lines,
)

START = 1_704_067_200_000
UNTIL = START + 50 * DAY
FEATURES = {
    "orders": {"count": "purchase"},
    "spend_30d": {"sum": "purchase.amount", "window": "30d"},
    "views_7d": {"count": "view", "window": "7d"},
    "discounts": {"share": "purchase", "where": "event.discount > 0", "window": "30d"},
    "last_purchase": {"last": "purchase.ts"},
    "tier": {"last": "account.tier"},
    "rating": {"last": "feedback.rating"},
}
WHERE = {"discounts": lambda e: (e.get("discount") or 0) > 0}
COMPARED = {
    "orders": {"scale": "log", "clip": [0.05, 0.95]},
    "spend_30d": {"scale": "sqrt"},
    "discounts": None,
    "recency": {"value": "days_since(last_purchase)"},
}
REFRESH = {
    "refresh_on": {
        "first_purchase": {"first": "purchase"},
        "large": {"unusual": "purchase.amount", "times": 2, "min_events": 2},
        "complaint": {"negative": "feedback"},
        "tier": {"changes": "tier"},
        "app": {"on": ["purchase", "view"], "when": "event.channel == 'app' && orders >= 2"},
    },
    "refresh_when": {"quiet": "days_since(last_purchase) > 5"},
    "refresh_every": "3d",
}


def shop(seed, customers=30, count=900):
    """Events in the order of time, no two at one instant; amounts are whole numbers."""
    rng, at, events = random.Random(seed), START, []
    for number in range(count):
        at += rng.randrange(1, 2 * 45 * DAY // count)
        kind = rng.choices(["purchase", "view", "feedback", "account"], [5, 6, 1, 1])[0]
        event = {
            "event_id": f"e{number}", "type": kind, "customer_id": f"c{rng.randrange(customers)}",
            "ts": instant(at), "channel": rng.choice(["app", "web"]),
        }
        if kind == "purchase":
            event |= {"amount": rng.choice([5, 10, 20, 90]), "discount": rng.choice([0, 0, 3])}
        if kind == "feedback":
            event |= {rng.choice(["rating", "nps"]): rng.randrange(1, 6), "text": "so so"}
        if kind == "account":
            event["tier"] = rng.choice(["silver", "gold", None])
        events.append(event)
    return events


def large(event, person, before):
    past = [e["amount"] for e in before if e["type"] == "purchase"]
    return (
        event["type"] == "purchase" and len(past) >= 2
        and event["amount"] > 2 * sum(past) / len(past)
    )


def tier(event, person, before):
    tiers = [e["tier"] for e in before + [event] if e["type"] == "account" and e["tier"]]
    return event["type"] == "account" and event["tier"] and len(tiers) > 1 and (
        tiers[-1] != tiers[-2]
    )


TRIGGERS = [
    ("first_purchase", lambda e, p, before: e["type"] == "purchase" and not any(
        b["type"] == "purchase" for b in before)),
    ("large", large),
    ("complaint", lambda e, p, before: e["type"] == "feedback" and (
        e.get("rating", 9) <= 2 or e.get("nps", 9) <= 6)),
    ("tier", tier),
    ("app", lambda e, p, before: e["type"] in ("purchase", "view") and e["channel"] == "app"
        and p["orders"] >= 2),
]
FORECASTS = [("quiet", lambda p: (p.days_since("last_purchase") or 0) > 5)]


def story(find):
    def instants(history):
        bought = [t for t, e in history if e["type"] == "purchase"]
        return [bought[-1] + 5 * DAY + 1] if bought else []

    features = {name: (d, WHERE.get(name)) for name, d in FEATURES.items()}
    return Story(features, find, TRIGGERS, FORECASTS, 3 * DAY, instants)


def wanted(events, find):
    found = story(find)
    own = {}
    for event in events:
        own.setdefault(event["customer_id"], []).append(event)
    return [r for c, mine in own.items() for r in found.refreshes(c, mine, UNTIL)]


def refreshes(replay):
    records = read_lines(replay.folder / "persona-refreshes.ndjson")
    schemas.check("persona-refresh", records)
    for record in records:
        record["at"] = milliseconds(record["at"])
        record["kind"] = record["cause"]["kind"]
    return records


def agree(found, expected, keys):
    order = lambda r: (r["customer_id"], r["seq"])
    found, expected = sorted(found, key=order), sorted(expected, key=order)
    for one, other in zip(found, expected):
        for key in keys:
            assert one[key] == other[key], (key, one, other)
        for key in ("distance",):
            if key in other and other[key] is not None:
                assert abs(float(one[key]) - other[key]) < 2e-6, (one, other)
        for trait, want in zip(one["traits"], other.get("traits", [])):
            assert abs(float(trait["z"]) - want["z"]) < 2e-6, (one, other)
            assert abs(float(trait["value"]) - want["value"]) < 1e-9, (one, other)
    assert len(found) == len(expected)


EXACT = ["customer_id", "seq", "at", "persona", "previous", "changed", "trigger", "kind"]
RULES = [
    {"big": "spend_30d >= 150"}, {"thrifty": "discounts > 0.4"}, {"regular": "orders >= 5"},
    {"fresh": "days_since(last_purchase) < 2"},
]


def by_rules(person, current):
    discounts, days = person["discounts"], person.days_since("last_purchase")
    rules = [
        ("big", person["spend_30d"] >= 150), ("thrifty", discounts is not None and discounts > 0.4),
        ("regular", person["orders"] >= 5), ("fresh", days is not None and days < 2),
    ]
    names = [name for name, holds in rules if holds] + ["unassigned", None]
    return names[0], {"runner_up": names[1] if names[1] != "unassigned" else None}


def test_rules_against_the_oracle():
    events = shop(1)
    config = configuration(FEATURES, personas={"rules": RULES, **REFRESH})
    replay = Replay(config, ndjson(events), until=instant(UNTIL))
    found = refreshes(replay)
    expected = wanted(events, by_rules)
    for name in ("first_purchase", "large", "complaint", "tier", "app", "quiet", "schedule"):
        assert any(r["trigger"] == name for r in expected), name
    assert len({r["persona"] for r in expected}) == 5
    agree(found, expected, EXACT + ["runner_up"])
    assert all(r["distance"] is None and r["model"] is None and not r["traits"] for r in found)
    last = {r["customer_id"]: r["persona"] for r in found}
    schemas.check("profile", replay.profiles)
    assert all(p["persona"] == last.get(p["customer_id"]) for p in replay.profiles)
    schemas.check("summary", [replay.summary])
    assert replay.summary["persona_refreshes"] == len(found)
    members = {name: list(last.values()).count(name) for name in replay.summary["personas"]}
    assert members == replay.summary["personas"] and sum(members.values()) == len(last)


def fitted(config, *events, options=(), output=None):
    path = output or fresh("models.json")
    result = martlet("fit", "--config", config, "--events", *events, "--output", path, *options)
    models = json.loads(path.read_text())
    schemas.check("models", [models])
    return models, result.out


CLUSTERED = {
    "features": COMPARED, "clusters": 4, "unassigned_beyond": 2.5, "margin": 0.15, **REFRESH,
}
VALUES = {
    "orders": lambda p: p["orders"], "spend_30d": lambda p: p["spend_30d"],
    "discounts": lambda p: p["discounts"], "recency": lambda p: p.days_since("last_purchase"),
}


def test_clusters_against_the_oracle():
    events = shop(2)
    file = ndjson(events)
    models = fresh("models.json")
    config = configuration(FEATURES, personas=CLUSTERED, models={"file": str(models)})
    personas = fitted(config, file, output=models)[0]["personas"]
    replay = Replay(config, file, until=instant(UNTIL))
    clusters = Clusters(personas, VALUES, limit=2.5, margin=0.15)
    expected = wanted(events, clusters.find)
    assert {"unassigned"} < {r["persona"] for r in expected}
    agree(refreshes(replay), expected, EXACT + ["runner_up"])
    assert all(r["model"] == personas["fingerprint"] for r in refreshes(replay))
    # Not one customer's personas depend on how many shards there are.
    shards = refreshes(Replay(config, file, until=instant(UNTIL), shards=4))
    agree(shards, expected, EXACT + ["runner_up"])


def test_what_a_fit_finds():
    """Scales by Python's statistics; centres are the means of their customers."""
    events = shop(3, customers=120, count=2500)
    end = milliseconds(events[-1]["ts"])
    compared = {k: v for k, v in COMPARED.items() if k != "orders"}
    config = configuration(
        FEATURES, personas={"features": compared, "clusters": 3, "refresh_every": "7d"})
    models, report = fitted(config, ndjson(events))
    personas = models["personas"]
    own = {}
    for event in events:
        own.setdefault(event["customer_id"], []).append(event)
    clusters = Clusters(personas, {k: v for k, v in VALUES.items() if k != "orders"})
    people = [story(by_rules_of_nobody).person(mine, end) for mine in own.values()]
    places = []
    for name, function in clusters.values.items():
        values = [function(p) for p in people]
        known = [float(v) for v in values if v is not None]
        bent = [math.sqrt(v) if personas["features"][name]["scale"] == "sqrt" else v for v in known]
        assert math.isclose(personas["features"][name]["mean"], statistics.mean(bent))
        assert math.isclose(personas["features"][name]["deviation"], statistics.stdev(bent))
        assert abs(sum(personas["features"][name]["shares"]) - 1) < 1e-9
        places.append([clusters.standardised(name, v) for v in values])
    places = list(zip(*places))
    names = list(personas["features"])
    groups, within = {}, 0.0
    for place in places:
        nearest = min(
            personas["clusters"], key=lambda c: math.dist([c["centre"][n] for n in names], place))
        groups.setdefault(nearest["id"], []).append(place)
        within += math.dist([nearest["centre"][n] for n in names], place) ** 2
    assert math.isclose(within, personas["within_sum"], rel_tol=1e-9)
    for cluster in personas["clusters"]:
        group = groups[cluster["id"]]
        assert cluster["size"] == len(group)
        for index, name in enumerate(names):
            mean = statistics.mean(place[index] for place in group)
            assert abs(mean - cluster["centre"][name]) < 1e-9, (cluster, name)
    assert f"silhouette {personas['silhouette']:.3f}" in report
    for cluster in personas["clusters"]:
        assert f"{cluster['name']}" in report and "#" in report


def by_rules_of_nobody(person, current):
    return "unassigned", {}


def test_order_does_not_show_and_a_seed_gives_one_answer():
    events = shop(4, customers=60)
    personas = {**CLUSTERED, "refresh_on": {
        "large": {"unusual": "purchase.amount", "quantile": 0.9}}}
    config = configuration(FEATURES, personas=personas, dedupe={"last": 64})
    straight, _ = fitted(config, ndjson(events))
    again = events + events[::7]
    random.Random(9).shuffle(again)
    assert fitted(config, ndjson(again))[0] == straight
    assert abs(straight["personas"]["thresholds"]["large"] / 90 - 1) < 0.01
    other, _ = fitted(config, ndjson(events), options=("--seed", 77))
    assert other["personas"]["seed"] == 77
    sizes = sorted(c["size"] for c in other["personas"]["clusters"])
    assert sum(sizes) + other["personas"]["unassigned"] == other["personas"]["customers"]


def test_names_stay_from_one_fit_to_the_next():
    """Three kinds of customers, who buy ever more; sizes change places."""
    def events(month, sizes):
        for kind, size in enumerate(sizes):
            for number in range(size):
                for purchase in range([1, 6, 20][kind] + number % 2 + month):
                    yield {
                        "type": "purchase", "customer_id": f"{month}-{kind}-{number}",
                        "ts": START + month * 30 * DAY + purchase * 1000, "amount": [9, 5, 2][kind],
                    }

    personas = {
        "features": {"orders": {"scale": "log"}}, "refresh_every": "7d",
        "clusters": {"rare": {"orders": -1}, "usual": None, "keen": {"orders": 1}},
    }
    models = fresh("models.json")
    config = configuration(FEATURES, personas=personas, models={"file": str(models)})
    first, report = fitted(config, ndjson(events(0, (40, 30, 20))), output=models)
    assert "moved" not in report
    sizes = {c["name"]: c["size"] for c in first["personas"]["clusters"]}
    assert sizes == {"rare": 40, "usual": 30, "keen": 20}
    # Without anchors the names come from the file that is overwritten.
    personas["clusters"] = ["rare", "usual", "keen"]
    config = configuration(FEATURES, personas=personas, models={"file": str(models)})
    later = ndjson(events(2, (10, 50, 70)))
    other, _ = fitted(config, later, options=("--previous", models))
    second, report = fitted(config, later, output=models)
    assert second == other and "moved" in report
    sizes = {c["name"]: c["size"] for c in second["personas"]["clusters"]}
    assert sizes == {"rare": 10, "usual": 50, "keen": 70}


def test_outputs_and_topics():
    config = configuration(FEATURES, personas={"rules": RULES, **REFRESH})
    plan = json.loads(martlet("check", "--config", config, "--json").out)["plan"]
    assert "black-box.persona-refreshes" in {t["topic"] for t in plan["topics"]}
    named = configuration(
        FEATURES, personas={"rules": RULES, **REFRESH}, outputs={"persona_refreshes": "p"})
    plan = json.loads(martlet("check", "--config", named, "--json").out)["plan"]
    assert "p" in {t["topic"] for t in plan["topics"]}
    twice = configuration(
        FEATURES, personas={"rules": RULES, **REFRESH},
        outputs={"persona_refreshes": "black-box.profiles"})
    martlet("check", "--config", twice, expect=BAD_CONFIGURATION)
    replay = Replay(configuration(FEATURES), ndjson(shop(7, count=20)))
    assert not (replay.folder / "persona-refreshes.ndjson").exists()
    assert "personas" not in replay.summary and "persona" not in replay.profiles[0]
