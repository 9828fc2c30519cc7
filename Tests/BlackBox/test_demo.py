"""`martlet demo`: the service on an embedded cluster publishes what replay writes."""

import functools
import json
import signal
import time

import reference
import schemas
from cluster import started
from support import (
    INTERRUPTED, SHOP, Replay, Skip, configuration, fresh, martlet, read_lines,
)


def test_a_short_demo():
    arguments = "demo --customers 200 --events-total 5000 --seed 2".split()
    result = martlet(*arguments, timeout=90)
    assert "5,000" in result.out or "5000" in result.out, result.out[-500:]
    assert "\x1b" not in result.out + result.err, "escape sequences in a pipe"


def test_an_interrupted_demo_ends():
    """While it starts, while it joins its group, while events flow, and around their end."""
    for wait in (0.2, 0.4, 1, 3.3, 3.8, 5):
        with started("demo", "--events-total", 300_000) as demo:
            time.sleep(wait)
            begin = time.monotonic()
            if demo.process.poll() is None:
                assert demo.stop(signal.SIGINT, timeout=10) == INTERRUPTED, (wait, demo.messages)
                assert time.monotonic() - begin < 8, (wait, demo.messages)


@functools.cache
def output_option():
    """The option that names a folder for what was read back from the topics."""
    text = martlet("demo", "--help").out
    if "--output" not in text:
        raise Skip("demo has no --output")
    return "--output"


def facts(change):
    """A change without its place in the log, which is not that of a file."""
    cause = {k: v for k, v in change["cause"].items() if k not in ("topic", "partition", "offset")}
    return json.dumps({**change, "cause": cause}, sort_keys=True, default=str)


def compare(name, features, segments):
    """What comes out of the topics equals what replay writes, as a set of records."""
    config = configuration(features, segments)
    events = reference.events_file(name)
    folder = fresh("demo")
    arguments = ["demo", "--events", events, "--config", config, output_option(), folder]
    martlet(*arguments, timeout=120)
    published = read_lines(folder / "segment-changes.ndjson")
    schemas.check("segment-change", published[:2000])
    written = Replay(config, events).changes
    assert {facts(c) for c in published} == {facts(c) for c in written}
    assert len(published) == len(written)


def test_orders_through_kafka():
    compare(
        "online_retail_orders",
        {"orders_30d": {"count": "purchase", "window": "30d"}},
        {"loyal": {"when": "orders_30d >= 3"}},
    )


def test_cdnow_through_kafka():
    compare(
        "cdnow_sample",
        {"orders_90d": {"count": "purchase", "window": "90d"}},
        {"repeat": {"when": "orders_90d >= 2"}},
    )


def shown(record):
    """The line of the demo's view that tells of a record; who keeps a persona is no news."""
    why = "time passed" if record["cause"]["kind"] == "deadline" else record["cause"]["kind"]
    if "alert" in record:
        what = f"alert {record['alert']} {record['state']}: {record['severity']}"
    elif "persona" in record:
        why = record["trigger"]
        before = f"{record['previous']} -> " if record["previous"] else ""
        what = f"persona {before}{record['persona']}" if record["changed"] else ""
    else:
        what = " ".join([f"+{s}" for s in record["entered"]] + [f"-{s}" for s in record["exited"]])
    minute = record["at"][:16].replace("T", " ")
    return f"{minute}  {record['customer_id']}  {what}  ({why})" if what else None


def changes_told(text, records):
    """The latest changes in the summary: two of each kind, each of them that of a record.

    Which ones are the latest is chance: three topics are read at once.
    """
    lines = text.split("\nlatest changes\n")[1].splitlines()
    lines = [line.removeprefix("  ") for line in lines if line.startswith("  ")]
    assert len(lines) == 6, lines
    kinds = [next((k for k in ("  alert ", "  persona ") if k in line), "") for line in lines]
    assert kinds == ["", "  alert ", "  persona "] * 2, lines
    told = {shown(record) for record in records} - {None}
    for line in lines:
        # A line is as wide as a page.
        begin = line.removesuffix("\u2026")
        assert any(t == line or begin != line and t.startswith(begin) for t in told), line
    return told


def test_the_example_through_kafka():
    """Without a configuration: the example, its alerts and personas, as replay has them."""
    folder = fresh("demo")
    arguments = "demo --customers 150 --events-total 12000 --seed 3".split()
    text = martlet(*arguments, output_option(), folder, timeout=120).out
    assert (folder / "martlet.yaml").read_bytes() == SHOP.read_bytes()
    # What comes late takes effect at the clock of its partition.
    replay = Replay(folder / "martlet.yaml", folder / "events.ndjson", shards=8)
    records = []
    for name, schema in (
        ("segment-changes", "segment-change"), ("churn-alerts", "churn-alert"),
        ("persona-refreshes", "persona-refresh"),
    ):
        published = read_lines(folder / f"{name}.ndjson")
        written = read_lines(replay.folder / f"{name}.ndjson")
        schemas.check(schema, published)
        assert len(published) == len(written) > 50, name
        assert {facts(r) for r in published} == {facts(r) for r in written}, name
        records += published
    summary = json.loads((folder / "summary.json").read_text())
    schemas.check("summary", [summary])
    assert summary["alerts"] == replay.summary["alerts"]
    assert summary["personas"] == replay.summary["personas"]
    for word in ("precision", "silence", "regulars", "found upon"):
        assert word in text, (word, text)
    told = changes_told(text, records)
    for word in ("-> ", " raised: ", " escalated: ", " resolved: ", " expired: ", "  +"):
        assert any(word in line for line in told), word
    assert max(map(len, text.splitlines())) <= 300
