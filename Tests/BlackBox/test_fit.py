"""`martlet fit`: models of a real shop against published and recomputed figures."""

import json
import random
import statistics

import reference
import schemas
from support import (
    BAD_CONFIGURATION, FAILED, SHARED, USAGE, Replay, configuration, fresh, martlet, ndjson, write,
)

CALIBRATION = "1997-09-30T00:00:00Z"
MODELS = {
    "churn": {"kind": "bgnbd", "of": "purchase"},
    "modified": {"kind": "mbgnbd", "of": "purchase"},
    "spend": {"kind": "gamma_gamma", "of": "purchase.amount"},
}


def fitted(config, *events, until=None):
    path = fresh("models.json")
    options = [] if until is None else ["--until", until]
    result = martlet("fit", "--config", config, "--events", *events, "--output", path, *options)
    models = json.loads(path.read_text())
    schemas.check("models", [models])
    return models, result.out


def close(found, wanted, tolerance):
    assert found.keys() == wanted.keys(), (found, wanted)
    for key, value in wanted.items():
        assert abs(found[key] - value) <= tolerance, f"{key}: {found[key]}, wanted {value}"


def test_cdnow():
    config = configuration({}, models=MODELS)
    models, report = fitted(config, reference.events_file("cdnow_sample"), until=CALIBRATION)
    answers = json.loads((SHARED / "data" / "ref" / "bgnbd.json").read_text())
    sample = answers["sample_calibration"]
    churn = models["models"]["churn"]
    close(churn["parameters"], sample["scipy_check"], 1e-6)
    close(churn["parameters"], answers["published_sample_calibration"], 1e-3)
    assert abs(churn["log_likelihood"] - sample["log_likelihood"]) < 1e-6
    assert churn["customers"] == 2357
    # BTYDplus and Hardie's note 025, as the tests of Python's lifetimes quote them.
    wanted = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
    close(models["models"]["modified"]["parameters"], wanted, 1e-3)
    close(models["models"]["spend"]["parameters"], {"p": 6.25, "q": 3.74, "v": 15.44}, 5e-3)
    assert models["models"]["spend"]["customers"] == 946
    for line in ("0                 1411", "7+                64", "-9582.42921", "0.24259"):
        assert line in report, report


def test_expected_amounts_of_the_first_customers():
    """Hardie's note 025: the first ten customers by first day and id."""
    config = configuration({}, models=MODELS)
    file = reference.events_file("cdnow_sample")
    models, _ = fitted(config, file, until=CALIBRATION)
    p, q, v = (models["models"]["spend"]["parameters"][k] for k in "pqv")
    days = {}
    for event in reference.events("cdnow_sample"):
        if event["ts"] <= CALIBRATION:
            own = days.setdefault(event["customer_id"], {})
            own[event["ts"]] = own.get(event["ts"], 0.0) + float(event["amount"])
    found = []
    for customer in sorted(days, key=lambda c: (min(days[c]), c))[:10]:
        repeats = [amount for _, amount in sorted(days[customer].items())][1:]
        found.append(p * (v + sum(repeats)) / (p * len(repeats) + q - 1))
    wanted = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert all(abs(a - b) < 0.1 for a, b in zip(found, wanted)), found


def test_the_whole_history():
    config = configuration({}, models={"churn": MODELS["churn"]})
    models, _ = fitted(
        config, reference.events_file("cdnow_sample"), until="1998-06-30T00:00:00Z")
    answers = json.loads((SHARED / "data" / "ref" / "bgnbd.json").read_text())["sample_full"]
    close(models["models"]["churn"]["parameters"], answers["scipy_check"], 2e-5)


def test_order_and_duplicates_do_not_show():
    events = [
        {"type": "purchase", "customer_id": e["customer_id"], "ts": e["ts"],
         "amount": e["amount"], "event_id": f"e{n}"}
        for n, e in enumerate(reference.events("cdnow_sample")) if int(e["customer_id"]) < 3000
    ]
    config = configuration({}, models=MODELS, dedupe={"last": 64})
    straight, report = fitted(config, ndjson(events))
    shuffled = events * 2
    random.Random(5).shuffle(shuffled)
    again, _ = fitted(config, ndjson(shuffled))
    assert straight == again
    assert "of" in report


def test_rfm_scores_of_a_real_shop():
    """Cut points by nearest rank against pandas; one event per invoice."""
    config = configuration(
        {}, models={
            "value": {"kind": "rfm", "of": "purchase.amount", "cuts": "nearest_rank"}})
    models, _ = fitted(
        config, reference.events_file("online_retail_orders"), until="2011-12-10T00:00:00Z")
    value = models["models"]["value"]
    rows = reference.answers("online_retail_customers")
    assert value["customers"] == len(rows)
    for row in rows:
        r = 5 - sum(t < int(row["recency_days"]) for t in value["recency_days"])
        f = 1 + sum(t < int(row["orders"]) for t in value["frequency"])
        m = 1 + sum(t < float(row["spend"]) - 1e-9 for t in value["money"])
        wanted = int(row["R"]), int(row["F"]), int(row["M"])
        assert (r, f, m) == wanted, (row["customer_id"], (r, f, m), wanted)


def test_where_and_days():
    """Returns are no purchases, and a day's purchases are one; `per: event` counts each."""
    def events():
        for customer in range(30):
            for day in range(1, 2 + customer % 5):
                stamp = f"2025-01-{day * 5:02}T10:00:00Z"
                event = {"type": "purchase", "customer_id": f"c{customer}", "ts": stamp}
                yield {**event, "amount": 10}
                yield {**event, "amount": 20}
                yield {**event, "amount": -5}
    where = "event.amount > 0"
    config = configuration({}, models={
        "days": {"kind": "gamma_gamma", "of": "purchase.amount", "where": where,
                 "include_first": True},
        "gaps": {"kind": "rhythm", "of": "purchase", "where": where},
    })
    models, report = fitted(config, ndjson(list(events())))
    assert abs(models["models"]["gaps"]["mean_days"] - 5) < 1e-12
    assert models["models"]["gaps"]["spread_days"] == 0
    assert models["models"]["days"]["customers"] == 30
    assert "30-" in report, report


def test_what_goes_wrong():
    config = configuration({}, models={"churn": MODELS["churn"]})
    one = ndjson([{"type": "purchase", "customer_id": "a", "ts": "2025-01-01T00:00:00Z"}])
    result = martlet("fit", "--config", config, "--events", one, expect=FAILED)
    assert "nobody bought twice" in result.err and "churn" in result.err, result.err
    early = ("--until", "2024-01-01T00:00:00Z")
    result = martlet("fit", "--config", config, "--events", one, *early, expect=FAILED)
    assert "no events" in result.err
    none = configuration({})
    result = martlet("fit", "--config", none, "--events", one, expect=BAD_CONFIGURATION)
    assert "neither models nor personas" in result.err
    martlet("fit", "--config", config, "--events", expect=USAGE)
    wrong = write("martlet.yaml", """version: 1
name: shop
inputs: [{topic: events}]
models:
  churn: {kind: mbgnbd, of: purchase, where: "event.amount >"}
  spend: {kind: gamma_gama, of: purchase.amount}
  gaps: {kind: rhythm}
""")
    result = martlet("check", "--config", wrong, expect=BAD_CONFIGURATION)
    for text in (":6:17:", "gamma_gamma", ":7:3:", "needs 'of'"):
        assert text in result.err, result.err




def test_personas_by_features_on_models():
    """Customers are compared by what the models of the same fit say of them."""
    rng = random.Random(11)
    events = [
        {"type": "purchase", "customer_id": f"c{customer}", "amount": rng.randrange(5, 60),
         "ts": f"2025-0{1 + day // 28}-{1 + day % 28:02}T10:00:00Z"}
        for customer in range(80)
        for day in rng.sample(range([30, 100, 200][customer % 3]), [2, 4, 9][customer % 3])
    ]
    path = fresh("models.json")
    names = {
        "alive": {"p_alive": {"model": "modified"}},
        "coming": {"expected_purchases": {"model": "modified"}},
        "worth": {"expected_spend": {"model": "spend"}},
        "pause": {"rhythm": {"model": "pauses"}},
        "rfm": {"rfm": {"model": "value"}},
    }
    values = {
        "alive": lambda f: f["alive"], "coming": lambda f: f["coming"],
        "worth": lambda f: f["worth"], "days": lambda f: f["pause"]["mean_days"],
        "score": lambda f: f["rfm"]["r"],
    }
    config = configuration(
        names,
        models={"file": str(path), "modified": MODELS["modified"], "spend": MODELS["spend"],
                "pauses": {"kind": "rhythm", "of": "purchase"},
                "value": {"kind": "rfm", "of": "purchase.amount"}},
        personas={
            "features": {"alive": None, "coming": None, "worth": None,
                         "days": {"value": "pause.mean_days"}, "score": {"value": "rfm.r"}},
            "clusters": 3, "refresh_every": "1d"})
    until = "2025-08-20T00:00:00Z"
    files = ndjson(sorted(events, key=lambda e: e["ts"]))
    martlet(*("fit", "--config", config, "--events", files, "--until", until))
    fitted_features = json.loads(path.read_text())["personas"]["features"]
    profiles = Replay(config, files, until=until).features.values()
    for name, value in values.items():
        found = [float(value(features)) for features in profiles]
        scale = fitted_features[name]
        assert abs(scale["mean"] - statistics.mean(found)) < 1e-9, (name, scale)
        assert abs(scale["deviation"] - statistics.stdev(found)) < 1e-9, (name, scale)
