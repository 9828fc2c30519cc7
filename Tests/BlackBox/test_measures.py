"""Features on models over real shops, against figures worked out without Martlet."""

import json

import reference
from oracle import milliseconds
from support import BAD_CONFIGURATION, SHARED, Replay, configuration, martlet, ndjson, write

DAY = 86_400_000
CALIBRATION = "1997-09-30T00:00:00Z"
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


def model_file(**models):
    """A file of models as `martlet fit` writes it."""
    content = {
        "format": 1, "name": "black-box", "fingerprint": "00000000",
        "until": "1997-09-30T00:00:00.000Z", "events": 1, "customers": 1, "models": models,
    }
    return write("models.json", json.dumps(content))


def purchases(kind, parameters, of="purchase"):
    return {
        "kind": kind, "of": [of], "per": "day", "unit": "7d", "customers": 2357,
        "parameters": parameters, "standard_errors": {key: None for key in parameters},
        "log_likelihood": -9582.4, "steps": 1, "converged": True,
    }


def calibration():
    """The events of the first 39 weeks."""
    return ndjson([
        {"type": "purchase", "customer_id": e["customer_id"], "ts": e["ts"], "amount": e["amount"]}
        for e in reference.events("cdnow_sample") if e["ts"] <= CALIBRATION
    ])


def test_alive_of_every_cdnow_customer():
    answers = json.loads((SHARED / "data" / "ref" / "bgnbd.json").read_text())
    fitted = answers["sample_calibration"]["lifetimes"]
    file = model_file(
        published=purchases("bgnbd", PUBLISHED), fitted=purchases("bgnbd", fitted))
    config = configuration(
        {
            "published": {"p_alive": {"model": "published"}},
            "fitted": {"p_alive": {"model": "fitted", "of": "purchase"}},
            "coming": {"expected_purchases": {"model": "fitted", "horizon": "273d"}},
        },
        models={
            "file": str(file), "published": {"kind": "bgnbd", "of": "purchase"},
            "fitted": {"kind": "bgnbd", "of": "purchase"},
        },
    )
    found = Replay(config, calibration(), until=CALIBRATION).features
    rows = reference.answers("cdnow_bgnbd_sample_calibration")
    assert len(rows) == len(found) == 2357
    columns = {
        "published": ("p_alive_published_params", 1e-9), "fitted": ("p_alive", 1e-9),
        "coming": ("expected_next_39w", 1e-6),
    }
    for feature, (column, tolerance) in columns.items():
        difference = max(
            abs(float(found[row["customer_id"]][feature]) - float(row[column])) for row in rows)
        print(f"{feature}: max absolute difference {difference:.2e}")
        assert difference <= tolerance, (feature, difference)


def test_fitted_and_read_back():
    """From events to parameters to every customer's P(alive), with nothing written by hand."""
    models = write("fitted.json", "")
    config = configuration(
        {"alive": {"p_alive": {"model": "bgnbd", "of": "purchase"}}},
        models={"file": str(models)},
    )
    models.unlink()
    events = reference.events_file("cdnow_sample")
    martlet("fit", "--config", config, "--events", events, "--output", models,
            "--until", CALIBRATION)
    found = Replay(config, calibration(), until=CALIBRATION).features
    rows = reference.answers("cdnow_bgnbd_sample_calibration")
    difference = max(
        abs(float(found[row["customer_id"]]["alive"]) - float(row["p_alive"])) for row in rows)
    assert difference < 1e-6, difference


def falls(parameters, days, threshold):
    """The instant (ms, not rounded) at which P(alive) falls to `threshold`, by MBG/NBD."""
    week = 7 * DAY
    first, last, repeats = days[0], days[-1], len(days) - 1
    recency = (last - first) / week
    odds = (1 - threshold) / threshold * (parameters["b"] + repeats) / parameters["a"]
    growth = odds ** (1 / (parameters["r"] + repeats)) - 1
    return first + (recency + (parameters["alpha"] + recency) * growth) * week


def test_customers_leave_when_their_p_alive_falls():
    """Eighteen months of CDNOW: every entry and exit of `alive < 0.5`, by the closed form."""
    parameters = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
    file = model_file(mbgnbd=purchases("mbgnbd", parameters))
    config = configuration(
        {"alive": {"p_alive": {"model": "mbgnbd", "of": "purchase"}}},
        {"lost": {"when": "alive < 0.5"}}, models={"file": str(file)},
    )
    replay = Replay(config, reference.events_file("cdnow_sample"), until="1998-07-01T00:00:00Z")
    end = milliseconds("1998-07-01T00:00:00Z")
    days = {}
    for event in reference.events("cdnow_sample"):
        days.setdefault(event["customer_id"], set()).add(milliseconds(event["ts"]))
    found = {}
    for change in replay.changes:
        step = (milliseconds(change["at"]), bool(change["entered"]))
        found.setdefault(change["customer_id"], []).append(step)
        assert (change["cause"]["kind"] == "deadline") == bool(change["entered"]), change
    worst = 0
    for customer, bought in days.items():
        bought = sorted(bought)
        steps = found.pop(customer, [])
        for index, day in enumerate(bought):
            until = bought[index + 1] if index + 1 < len(bought) else end
            fall = falls(parameters, bought[: index + 1], 0.5)
            assert fall > day
            if fall > until:
                continue
            at, entered = steps.pop(0)
            # The first millisecond at which it is below.
            assert entered and fall <= at + 0.01 and at <= fall + 1.01, (customer, at, fall)
            worst = max(worst, at - fall)
            if until < end:
                assert steps.pop(0) == (until, False), customer
        assert not steps, (customer, steps)
    assert not found, found
    print(f"{len(replay.changes)} changes, at most {worst:.3f} ms after the closed form")
    assert len(replay.changes) > 1500


def test_rfm_of_every_online_retail_customer():
    rows = reference.answers("online_retail_customers")
    until = "2011-12-10T00:00:00Z"
    events = reference.events_file("online_retail_orders")
    models = write("fitted.json", "")
    models.unlink()
    config = configuration(
        {"rfm": {"rfm": {"of": "purchase.amount", "bins": 5, "cuts": "nearest_rank"}}},
        {
            "champions": {"when": "rfm.score == 555"},
            "lapsing": {"when": "rfm.r <= 2 && rfm.f >= 4"},
        },
        models={"file": str(models)},
    )
    martlet("fit", "--config", config, "--events", events, "--output", models, "--until", until)
    replay = Replay(config, events, until=until)
    assert len(rows) == len(replay.features) == 4338
    segments = {p["customer_id"]: p["segments"] for p in replay.profiles}
    for row in rows:
        rfm = replay.features[row["customer_id"]]["rfm"]
        wanted = {key.lower(): int(row[key]) for key in "RFM"}
        wanted["score"] = 100 * wanted["r"] + 10 * wanted["f"] + wanted["m"]
        assert rfm == wanted, (row["customer_id"], rfm, wanted)
        is_champion = wanted["score"] == 555
        is_lapsing = wanted["r"] <= 2 and wanted["f"] >= 4
        found = segments[row["customer_id"]]
        assert found == ["champions"] * is_champion + ["lapsing"] * is_lapsing, row


def test_recency_falls_at_midnights():
    """A customer who bought once gets a lower recency score when its days have passed."""
    config = configuration(
        {"rfm": {"of": "purchase.amount", "recency_days": [7, 30], "frequency": [2, 5],
                 "money": [50, 100]}},
        {f"r{score}": {"when": f"rfm.r == {score}"} for score in (1, 2, 3)},
    )
    events = ndjson([{"type": "purchase", "customer_id": "c", "ts": "2025-03-01T15:00:00Z",
                      "amount": 60}])
    replay = Replay(config, events, until="2025-06-01T00:00:00Z")
    steps = [(c["at"], c["entered"], c["exited"]) for c in replay.changes]
    assert steps == [
        ("2025-03-01T15:00:00.000Z", ["r3"], []),
        ("2025-03-08T00:00:00.000Z", ["r2"], ["r3"]),
        ("2025-03-31T00:00:00.000Z", ["r1"], ["r2"]),
    ], steps
    reason = replay.changes[1]["reasons"]["r2"]
    assert reason["values"] == {"rfm.r": 2}, reason
    assert replay.changes[2]["next_change_at"] is None


def test_any_order_and_any_number_of_shards():
    file = model_file(
        mbgnbd=purchases("mbgnbd", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}),
        rhythm={"kind": "rhythm", "of": ["purchase"], "per": "day", "customers": 9,
                "mean_days": 60.5, "spread_days": 41.25})
    config = configuration(
        {
            "alive": {"p_alive": {"model": "mbgnbd", "of": "purchase"}},
            "rhythm": {"rhythm": "purchase"},
            "drop": {"activity_drop": {"of": "purchase", "recent": "30d", "baseline": "120d",
                                       "min_events": 2}},
        },
        {
            "late": {"when": "days_since(last) > 1.5 * rhythm.mean_days"},
            "lost": {"when": "1 - alive > 0.5"}, "less": {"when": "drop > 0.15"},
        }, models={"file": str(file)},
    )
    content = json.loads(config.read_text())
    content["features"]["last"] = {"last": "purchase.ts"}
    config.write_text(json.dumps(content))
    events = reference.events_file("cdnow_sample")
    until = "1998-07-01T00:00:00Z"
    one = Replay(config, events, until=until)
    many = Replay(config, events, until=until, shards=5)
    key = lambda c: (c["customer_id"], c["seq"])
    for change in one.changes + many.changes:
        change["cause"].pop("partition", None)
        change["cause"].pop("offset", None)
    assert sorted(one.changes, key=key) == sorted(many.changes, key=key)
    assert one.features == many.features
    seen = {name for change in one.changes for name in change["entered"]}
    assert seen == {"late", "lost", "less"}
    gaps = [f["rhythm"]["gaps"] for f in one.features.values()]
    assert max(gaps) > 20 and min(gaps) == 0


def test_without_a_model():
    config = configuration(
        {"alive": {"p_alive": {"model": "mbgnbd", "of": "purchase"}},
         "rhythm": {"rhythm": "purchase"}},
        {"lost": {"when": "alive < 0.5"}, "known": {"when": "has(rhythm)"}},
    )
    result = martlet("check", "--config", config)
    assert "feature 'alive' has no value: its model 'mbgnbd' is not there" in result.err
    assert "'rhythm' has no value for fewer than four gaps" in result.err, result.err
    events = ndjson([
        {"type": "purchase", "customer_id": "c", "ts": f"2025-01-{1 + 5 * n:02}T10:00:00Z"}
        for n in range(5)])
    replay = Replay(config, events, until="2027-01-01T00:00:00Z")
    assert [(c["entered"], c["at"]) for c in replay.changes] == [
        (["known"], "2025-01-21T10:00:00.000Z")]
    features = replay.features["c"]
    assert features == {"rhythm": {"mean_days": 5, "spread_days": 0, "gaps": 4}}, features


def test_mistakes():
    cases = [
        ({"p_alive": {"model": "mbgnbt", "of": "purchase"}}, "did you mean 'mbgnbd'?"),
        ({"p_alive": {"model": "value", "of": "purchase"}}, "is of kind 'rfm'"),
        ({"p_alive": {"model": "churn", "of": "browse"}}, "model 'churn' is of purchase"),
        ({"p_alive": {"model": "churn", "of": "purchase", "where": "event.x > 1"}},
         "model 'churn' is of all events"),
        ({"p_alive": {"model": "bgnbd"}}, "does not say what it looks at"),
        ({"p_alive": {"model": "churn", "horizon": "9d"}}, "unknown key 'horizon'"),
        ({"expected_spend": {"of": ["purchase.amount", "purchase.tax"]}},
         "takes one field of each event type"),
        ({"activity_drop": {"of": "purchase", "recent": "14d", "baseline": "100h"}},
         "must be in one unit"),
        ({"rfm": {"of": "purchase.amount", "recency_days": [9, 7]}}, "cut points must ascend"),
        ({"rfm": {"of": "purchase.amount", "money": [9]}}, "'recency_days' is missing"),
        ({"rfm": {"of": "purchase.amount", "model": "value", "bins": 4}}, "has 5 bins"),
    ]
    models = {"churn": {"kind": "bgnbd", "of": "purchase"},
              "value": {"kind": "rfm", "of": "purchase.amount"}}
    for feature, message in cases:
        config = configuration({"x": feature}, models=models)
        result = martlet("check", "--config", config, expect=BAD_CONFIGURATION)
        assert message in result.err, (feature, result.err)
        assert "martlet.yaml:" in result.err
    rules = [
        ("x.mean > 1", "it has mean_days, spread_days, gaps"), ("x > 1", "write x.mean_days, say"),
    ]
    for rule, message in rules:
        config = configuration(
            {"x": {"rhythm": "purchase"}, "y": {"p_alive": {"model": "churn"}}},
            {"s": {"when": rule}}, models=models)
        result = martlet("check", "--config", config, expect=None)
        assert message in result.err, (rule, result.err)


def test_a_file_that_nobody_can_have_fitted():
    pauses = {
        "kind": "rhythm", "of": ["purchase"], "per": "day", "unit": "1d", "customers": 9,
        "mean_days": 30, "spread_days": 12,
    }
    value = {
        "kind": "rfm", "of": ["purchase.amount"], "per": "event", "unit": "1d", "customers": 9,
        "cuts": "interpolated", "recency_days": [5, 9], "frequency": [2, 3], "money": [10, 20],
    }
    settings = {"pauses": {"kind": "rhythm", "of": "purchase"},
                "value": {"kind": "rfm", "of": "purchase.amount", "bins": 3}}
    features = {"x": {"rhythm": {"model": "pauses"}}, "y": {"rfm": {"model": "value"}}}
    cases = [
        ({}, {}, None),
        ({"mean_days": -3}, {}, "mean_days' must be 0 or more"),
        ({"spread_days": -1}, {}, "spread_days' must be 0 or more"),
        ({}, {"frequency": [2]}, "must have as many cut points of each kind"),
        ({}, {"money": [20, 10]}, "must ascend"),
    ]
    for rhythm, scores, message in cases:
        path = model_file(pauses={**pauses, **rhythm}, value={**value, **scores})
        config = configuration(features, models={"file": str(path), **settings})
        result = martlet("check", "--config", config, expect=None)
        assert (result.returncode == 0) == (message is None), (rhythm, scores, result.err)
        assert message is None or message in result.err, (message, result.err)
