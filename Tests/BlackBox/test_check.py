"""`martlet check`: what is wrong with a configuration, where, and what was meant."""

import json
import re

import schemas
from support import BAD_CONFIGURATION, DONE, MISSING, SHOP, configuration, martlet, write

PLACE = re.compile(r"^(?P<file>\S+):(?P<line>\d+):(?P<column>\d+): error: (?P<message>.+)$", re.M)


def complaints(text, *arguments):
    """(line, column, message) of every error that `check` reports for a configuration."""
    path = write("bad.yaml", text)
    result = martlet("check", "--config", path, *arguments, expect=BAD_CONFIGURATION)
    assert result.out == "", result.out
    found = [m.groupdict() for m in PLACE.finditer(result.err)]
    assert all(f["file"].endswith("bad.yaml") for f in found), result.err
    return [(int(f["line"]), int(f["column"]), f["message"]) for f in found], result.err


def test_the_example_shop_is_valid():
    result = martlet("check", "--config", SHOP)
    for word in ("37 features", "40 segments", "3 churn alerts", "4 inputs", "5 clusters"):
        assert word in result.out, result.out


def test_the_plan_is_printed():
    """Features, bytes per profile, windows, segments, topics."""
    out = martlet("check", "--config", SHOP).out
    for word in ("orders_30d", "30d", "loyal", "purchases", "shop.segment-changes", "bytes"):
        assert word in out, f"{word} is not in the plan:\n{out}"
    plan = json.loads(martlet("check", "--config", SHOP, "--json").out)
    assert plan


def test_schema_and_check_agree_on_the_examples():
    for path in sorted((schemas.FOLDER / "examples").glob("config.*.yaml")):
        martlet("check", "--config", path, environment={"KAFKA_PASSWORD": "secret"})
    for path in sorted((schemas.FOLDER / "examples" / "invalid").glob("config.*.yaml")):
        martlet("check", "--config", path, expect=BAD_CONFIGURATION)


def test_every_error_at_once():
    found, text = complaints(
        "version: 1\n"
        "name: shop\n"
        "clok: event\n"
        "inputs: [{topic: events}]\n"
        "features:\n"
        "  purchases_30d: {count: purchase, window: 30w}\n"
        "  spend_30d: {sum: purchase.amount, window: 30d}\n"
        "segments:\n"
        '  loyal: {when: "spnd_30d >= 3"}\n'
        '  rich: {when: "spend_30d >= "}\n'
        "workers: many\n"
    )
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found), text
    assert {3, 6, 9, 10, 11} <= {line for line, _, _ in found}, text


def test_the_caret_stands_under_the_mistake():
    found, text = complaints(
        "version: 1\n"
        "name: shop\n"
        "inputs: [{topic: events}]\n"
        "features:\n"
        "  spend_30d: {sum: purchase.amount, window: 30d}\n"
        "segments:\n"
        '  rich: {when: "3 <= spnd_30d"}\n'
    )
    line = '  rich: {when: "3 <= spnd_30d"}'
    assert [(n, c) for n, c, _ in found] == [(7, line.index("spnd_30d") + 1)], text
    lines = text.splitlines()
    shown = next(i for i, l in enumerate(lines) if line in l)
    offset = lines[shown].index(line)
    assert lines[shown + 1].index("^") - offset == line.index("spnd_30d"), text
    assert "spend_30d" in found[0][2], "no suggestion: " + text


def test_unknown_keys_are_suggested():
    found, text = complaints(
        "version: 1\nname: shop\ninputs: [{topic: events}]\nsegmnets: {}\ntimezone: UTC\n"
    )
    messages = " ".join(message for _, _, message in found)
    assert "segments" in messages and "time_zone" in messages, text


def test_types_are_checked():
    found, text = complaints(
        "version: 1\n"
        "name: shop\n"
        "inputs: [{topic: events}]\n"
        "features:\n"
        "  last_seen: {last: purchase.ts}\n"
        "  orders: {count: purchase}\n"
        "segments:\n"
        '  a: {when: "last_seen > 3"}\n'
        '  b: {when: "orders"}\n'
        '  c: {when: "orders && true"}\n'
        '  d: {when: "no_such(orders) > 1"}\n'
    )
    assert {line for line, _, _ in found} == {8, 9, 10, 11}, text


def test_a_file_that_is_not_yaml():
    found, text = complaints("version: 1\nname: [shop\ninputs: {\n")
    assert found, text
    complaints("")
    complaints("- a\n- b\n")


def test_a_secret_is_never_shown():
    config = configuration(
        {"orders": {"count": "purchase"}},
        kafka={"properties": {"sasl.password": "${env:PASSWORD}", "no": ["list"]}},
    )
    environment = {"PASSWORD": "hunter22"}
    result = martlet("check", "--config", config, environment=environment, expect=None)
    assert "hunter22" not in result.out + result.err
    good = configuration(
        {"orders": {"count": "purchase"}},
        kafka={"properties": {"sasl.password": "${env:PASSWORD}"}},
    )
    result = martlet("check", "--config", good, environment=environment)
    assert "hunter22" not in result.out + result.err
    martlet("check", "--config", good, expect=BAD_CONFIGURATION)


def test_environment_over_file():
    name = "MARTLET_KAFKA__BOOTSTRAP_SERVERS"
    out = martlet("check", "--config", SHOP, environment={name: "broker.example.com:9092"})
    assert out.returncode == DONE
    martlet(
        *("check", "--config", SHOP),
        environment={"MARTLET_COMMIT__INTERVAL": "soon"},
        expect=BAD_CONFIGURATION,
    )


def test_a_missing_file():
    result = martlet("check", "--config", "nowhere.yaml", expect=MISSING)
    assert "nowhere.yaml" in result.err
