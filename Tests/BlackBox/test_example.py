"""The example shop: everything in it is tested, every test can fail, and its models are its own."""

import json

import schemas
from support import DONE, FAILED, SHOP, Replay, fresh, martlet, ndjson, read_lines, write

TESTS = SHOP.with_suffix(".test.yaml")
MODELS = SHOP.parent / "shop.models.json"


def names(value):
    return [value] if isinstance(value, str) else value or []


def shop():
    return schemas.load(SHOP)


def expectations():
    return [e for case in schemas.load(TESTS)["cases"] for e in case["expect"]]


def alerts_of(expectation):
    found = expectation.get("alert", [])
    return found if isinstance(found, list) else [found]


def test_the_example_is_without_reproach():
    result = martlet("check", "--strict", "--config", SHOP)
    assert "warning" not in result.err, result.err
    for topic in ("segment-changes", "churn-alerts", "persona-refreshes", "profiles"):
        assert f"shop.{topic}" in result.out, result.out


def test_its_rule_tests_pass():
    out = martlet("test", TESTS).out
    assert "FAIL" not in out and out.count("ok  ") == len(schemas.load(TESTS)["cases"]), out


def test_nothing_in_it_is_untested():
    config = shop()
    inside = {n for e in expectations() for k in ("in", "in_segment", "entered")
              for n in names(e.get(k))}
    outside = {n for e in expectations() for k in ("exited", "not_in", "never_in")
               for n in names(e.get(k))}
    assert inside == set(config["segments"])
    # Nobody leaves these but by what they say of themselves next, or not at all.
    told = {"promoters", "passives", "detractors", "northerners", "under_35", "over_55"}
    kept = {"rfm_lost", "rfm_at_risk", "rfm_cannot_lose_them", "strider_fans", "likes_fashion"}
    assert set(config["segments"]) - outside == told | kept
    states = {(a["name"], a["state"]) for e in expectations() for a in alerts_of(e)}
    for alert in config["churn_alerts"]:
        assert (alert, "none") in states and states & {(alert, "raised"), (alert, "open")}, alert
    assert {s for n, s in states if n == "silence"} == {
        "raised", "escalated", "resolved", "expired", "open", "none"}
    refreshes = {n for e in expectations() for n in names(e.get("refreshed"))}
    personas = config["personas"]
    assert refreshes == {*personas["refresh_on"], *personas["refresh_when"], "schedule"}
    assert {e["persona"] for e in expectations() if "persona" in e} == set(personas["clusters"])


def failures(config):
    """Messages of the rule tests that fail with this configuration in place of the example."""
    path = write("shop.yaml", json.dumps(config))
    path.with_name(MODELS.name).write_bytes(MODELS.read_bytes())
    file = path.with_name("shop.test.yaml")
    file.write_text(json.dumps({**schemas.load(TESTS), "config": "shop.yaml"}))
    result = martlet("test", file, "--json", expect=None)
    assert result.returncode in (DONE, FAILED), result.err
    report = json.loads(result.out)
    cases = [case for file in report["files"] for case in file["cases"]]
    return [failure["message"] for case in cases for failure in case["failures"]]


def test_every_rule_test_can_fail():
    """With nobody in a segment, with everybody in it, without alerts, without refreshes."""
    assert failures(shop()) == []
    for truth in ("lines < 0", "lines >= 0"):
        config = shop()
        config["segments"] = {name: {"when": truth} for name in config["segments"]}
        found = " ".join(failures(config))
        untold = [name for name in config["segments"] if f"'{name}'" not in found]
        assert not untold, (truth, untold)
    config = shop()
    for alert in config["churn_alerts"].values():
        alert["when"] = "lines < 0"
    personas = config["personas"]
    never = {"on": "browse", "when": "event.quantity < 0"}
    personas["refresh_on"] = dict.fromkeys(personas["refresh_on"], never)
    personas["refresh_when"] = {name: "lines < 0" for name in personas["refresh_when"]}
    personas["refresh_every"] = "90d"
    found = " ".join(failures(config))
    names = [*config["churn_alerts"], *personas["refresh_on"], *personas["refresh_when"]]
    untold = [name for name in [*names, "schedule"] if f"'{name}'" not in found]
    assert not untold, untold


def close(found, wanted, path=""):
    """Fails unless two JSON values are the same, numbers to a millionth of their size."""
    assert type(found) is type(wanted) or isinstance(found, (int, float)), path
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), path
        for key in wanted:
            close(found[key], wanted[key], f"{path}.{key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), path
        for index, (one, other) in enumerate(zip(found, wanted)):
            close(one, other, f"{path}[{index}]")
    elif isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        assert abs(found - wanted) <= 1e-6 * max(1, abs(wanted)), (path, found, wanted)
    elif not path.endswith("fingerprint"):
        assert found == wanted, (path, found, wanted)


def test_its_models_are_those_of_its_comments():
    """What the comments say makes the file that comes with the example."""
    text = SHOP.read_text()
    commands = [line.strip("# \n").split() for line in text.splitlines() if "# " in line]
    generate = next(c for c in commands if c[:2] == ["martlet", "generate"])
    events = write("half-year.ndjson", martlet(*generate[1:generate.index(">")]).stdout)
    output = fresh("models.json")
    martlet("fit", "--config", SHOP, "--events", events, "--output", output, "--seed", 1)
    close(json.loads(output.read_text()), json.loads(MODELS.read_text()))
    schemas.check("models", [json.loads(MODELS.read_text())])


def test_its_shop_has_all_that_it_reads():
    events = write("events.ndjson", martlet(
        *"generate --feedback --profiles --customers 150 --days 120".split()).stdout)
    replay = Replay(SHOP, events)
    config = shop()
    known = {name for features in replay.features.values() for name in features}
    assert known == set(config["features"])
    entered = {name for change in replay.changes for name in change["entered"]}
    assert set(config["segments"]) - entered <= {"rfm_cannot_lose_them"}, entered
    alerts = read_lines(replay.folder / "churn-alerts.ndjson")
    assert {a["alert"] for a in alerts} == set(config["churn_alerts"])
    refreshes = read_lines(replay.folder / "persona-refreshes.ndjson")
    triggers = {*config["personas"]["refresh_on"], *config["personas"]["refresh_when"], "schedule"}
    assert {r["trigger"] for r in refreshes} == triggers
    assert {r["persona"] for r in refreshes} >= set(config["personas"]["clusters"])
    for name, records in (("churn-alert", alerts), ("persona-refresh", refreshes)):
        schemas.check(name, records)
    schemas.check("summary", [replay.summary])
    schemas.check("profile", replay.profiles)


def test_explain_and_diff_cover_alerts_and_personas():
    events = ndjson([
        {"type": "purchase", "customer_id": "c", "ts": f"2025-01-{day:02}T12:00:00Z", "amount": 30}
        for day in (1, 6, 11, 16, 21)
    ])
    at = ("--at", "2025-02-08T00:00:00Z")
    arguments = ("explain", "--config", SHOP, "--events", events, "--customer", "c", *at)
    text = martlet(*arguments).out
    for word in ("alert silence: open since 2025-02-05T12:00:00.001Z", "persona", "alive < 0.6"):
        assert word in text, (word, text)
    explained = json.loads(martlet(*arguments, "--json").out)
    assert explained["alerts"]["silence"]["severity"] == "low"
    other = shop()
    other["churn_alerts"]["silence"]["when"] = "days_since(last_purchase) > 2 * pause.mean_days"
    other["personas"]["margin"] = 0.3
    path = write("other.yaml", json.dumps(other))
    path.with_name(MODELS.name).write_bytes(MODELS.read_bytes())
    text = martlet("diff", SHOP, path, "--events", events, "--until", at[1]).out
    assert "silence" in text and "regulars" in text, text
