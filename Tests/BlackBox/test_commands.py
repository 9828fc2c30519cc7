"""The commands as a person or a script meets them: exit codes, streams, help."""

import contextlib
import gzip
import io
import json
import re
import signal
import subprocess

import schemas
import zstandard
from support import (
    BAD_CONFIGURATION,
    CANNOT_WRITE,
    ENVIRONMENT,
    INTERRUPTED,
    MARTLET,
    MISSING,
    SHOP,
    UNAVAILABLE,
    UNREADABLE,
    USAGE,
    Replay,
    configuration,
    fresh,
    martlet,
    ndjson,
    scratch,
    write,
)

COMMANDS = ["run", "demo", "replay", "check", "generate", "explain", "topics"]
EVENTS = [
    {"type": "purchase", "customer_id": "c1", "ts": f"2024-03-0{day}T10:00:00Z", "amount": day}
    for day in (1, 2, 3)
]


def small():
    return configuration(
        {
            "purchases_30d": {"count": "purchase", "window": "30d"},
            "spend": {"sum": "purchase.amount"},
        },
        {
            "loyal": {"when": "purchases_30d >= 3"},
            "rich": {"when": "spend > 100 && purchases_30d > 1"},
        },
    )


def test_help_of_every_command():
    listing = martlet("--help").out
    for command in COMMANDS:
        assert re.search(rf"^\s+{command}\b", listing, re.M), f"{command} is not listed"
        result = martlet(command, "--help")
        assert "USAGE:" in result.out and f"martlet {command}" in result.out, result.out
        assert "example" in result.out.lower(), f"no examples in the help of {command}"
        assert result.err == ""


def test_wrong_usage():
    martlet("replya", expect=USAGE)
    martlet("replay", "--no-such-option", expect=USAGE)
    martlet("replay", expect=USAGE)
    martlet("generate", "--customers", "many", expect=USAGE)
    result = martlet("chekc", expect=USAGE)
    assert "check" in result.err, "no suggestion: " + result.err


def test_missing_input():
    config, events = small(), ndjson(EVENTS)
    for wrong in (
        ["--config", "nowhere.yaml", "--events", events],
        ["--config", config, "--events", "nowhere.ndjson"],
    ):
        result = martlet("replay", *wrong, "--output", fresh("out"), expect=MISSING)
        assert "nowhere" in result.err and result.out == "", result.err


def unreadable(name, content):
    arguments = ["--config", small(), "--events", write(name, content), "--output", fresh("out")]
    result = martlet("replay", *arguments, expect=UNREADABLE)
    assert name in result.err, result.err


def test_files_cut_short():
    lines = b"".join(json.dumps(e).encode() + b"\n" for e in EVENTS * 1000)
    unreadable("cut.zst", zstandard.compress(lines)[:-9])
    unreadable("cut.gz", gzip.compress(lines)[:-20])


def test_files_with_damage_inside():
    lines = b"".join(json.dumps(e).encode() + b"\n" for e in EVENTS * 1000)
    for name, content in (("d.zst", zstandard.compress(lines)), ("d.gz", gzip.compress(lines))):
        middle = len(content) // 2
        damage = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
        unreadable(name, content[:middle] + damage + content[middle + 8 :])


def test_files_that_are_not_what_their_name_says():
    unreadable("wrong.zst", b"this is no zstd frame")
    unreadable("wrong.gz", b"this is no gzip file")


def test_output_that_cannot_be_written():
    """Below a file no folder can be made, not even by root."""
    blocked = write("file", "") / "out"
    arguments = ["--config", small(), "--events", ndjson(EVENTS), "--output", blocked]
    assert "file" in martlet("replay", *arguments, expect=CANNOT_WRITE).err


def test_invalid_configuration_stops_every_command():
    bad = write("bad.yaml", "version: 1\nname: shop\nsegmnets: {}\n")
    events = ndjson(EVENTS)
    for arguments in (
        ["replay", "--config", bad, "--events", events, "--output", fresh("out")],
        ["explain", "--config", bad, "--events", events, "--customer", "c1"],
        ["topics", "--config", bad],
        ["run", "--config", bad],
        ["check", "--config", bad],
    ):
        result = martlet(*arguments, expect=BAD_CONFIGURATION)
        assert "bad.yaml:3:1" in result.err, result.err


def test_unreachable_cluster():
    servers = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    result = martlet("topics", "--config", SHOP, environment=servers, expect=UNAVAILABLE)
    assert "127.0.0.1:1" in result.err and result.out == "", result.err
    martlet("run", "--config", SHOP, environment=servers, expect=UNAVAILABLE)


def test_compressed_and_piped_events():
    config = small()
    plain = "".join(json.dumps(e) + "\n" for e in EVENTS).encode()
    wanted = Replay(config, ndjson(EVENTS)).profiles
    assert Replay(config, write("e.ndjson.gz", gzip.compress(plain))).profiles == wanted
    assert Replay(config, write("e.ndjson.zst", zstandard.compress(plain))).profiles == wanted
    frames = zstandard.compress(plain[:100]) + zstandard.compress(plain[100:])
    assert Replay(config, write("two-frames.zst", frames)).profiles == wanted
    assert Replay(config, "-", stdin=plain).profiles == wanted
    assert Replay(config, "-", stdin=plain.rstrip(b"\n")).profiles == wanted
    halves = [ndjson(EVENTS[:1]), ndjson(EVENTS[1:])]
    assert Replay(config, *halves).profiles == wanted


def test_no_events():
    replay = Replay(small(), write("empty.ndjson", ""))
    assert (replay.changes, replay.profiles, replay.dead_letters) == ([], [], [])
    assert replay.summary["events"] == 0
    schemas.check("summary", [replay.summary])


def test_a_replay_is_reproducible():
    config, events = small(), ndjson(EVENTS)
    folders = [Replay(config, events, until="2025-01-01T00:00:00Z").folder for _ in range(2)]
    for name in ("segment-changes.ndjson", "profiles.ndjson", "dead-letters.ndjson"):
        first, second = [(folder / name).read_bytes() for folder in folders]
        assert first == second, name


def test_no_colours_and_no_progress_in_a_pipe():
    config, events = small(), ndjson(EVENTS)
    result = martlet("replay", "--config", config, "--events", events, "--output", fresh("out"))
    assert "\x1b" not in result.out + result.err, "escape sequences"
    assert "\r" not in result.err, "a progress line"


def test_generate_is_reproducible():
    arguments = "generate --customers 50 --events-total 2000 --seed 3 --days 20".split()
    first = martlet(*arguments).stdout
    assert first == martlet(*arguments).stdout
    arguments[arguments.index("3")] = "4"
    assert first != martlet(*arguments).stdout
    assert len(first.splitlines()) == 2000


def test_generate_says_what_a_seed_is():
    for seed in ("-1", "x", "1.5", "18446744073709551616"):
        result = martlet("generate", "--seed", seed, expect=USAGE)
        assert f"'{seed}' is no seed; give a number from 0 to" in result.err, result.err


def test_an_interrupted_replay_leaves_nothing():
    folder = fresh("out")
    arguments = ["replay", "--config", small(), "--events", "-", "--output", folder]
    process = subprocess.Popen(
        [MARTLET, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd=scratch(),
    )
    line = json.dumps(EVENTS[0]).encode() + b"\n"
    process.stdin.write(line * 10_000)
    process.stdin.flush()
    assert [path.suffix for path in folder.iterdir()] == [".part", ".part"]
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(line)
        process.stdin.close()
    assert process.wait(30) == INTERRUPTED
    assert list(folder.iterdir()) == []


def test_generated_events():
    """Purchases and browse events of the customers asked for, nearly all of them without a flaw."""
    out = martlet(*"generate --customers 50 --events-total 4000 --days 20".split()).out
    valid, kinds, customers = 0, {}, set()
    for line in out.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if schemas.validator("event").is_valid(event) and "type" in event:
            valid += 1
            kinds[event["type"]] = kinds.get(event["type"], 0) + 1
            customers.add(event["customer_id"])
    assert 3900 < valid < 4000, valid
    assert kinds.keys() == {"purchase", "browse"} and kinds["browse"] > kinds["purchase"], kinds
    assert 20 < len(customers) <= 50, len(customers)


def test_a_reader_that_stops_reading():
    """`martlet generate | head -n 1` ends quietly."""
    process = subprocess.Popen(
        [MARTLET, "generate", "--events-total", "200000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        cwd=scratch(),
    )
    process.stdout.readline()
    process.stdout.close()
    error = process.stderr.read()
    assert process.wait(30) in (0, 128 + signal.SIGPIPE, -signal.SIGPIPE)
    assert error == b"", error


def test_explain():
    config, events = small(), ndjson(EVENTS)
    arguments = ["explain", "--config", config, "--events", events, "--customer", "c1"]
    out = martlet(*arguments).out
    for word in ("loyal", "rich", "purchases_30d >= 3", "spend > 100", "2024-03-31"):
        assert word in out, f"{word} is not in\n{out}"
    text = martlet(*arguments, "--json").out
    assert json.loads(text) and "purchases_30d >= 3" in text
    later = martlet(*arguments, "--at", "2024-05-01T00:00:00Z").out
    assert later != out


def test_explain_an_unknown_customer():
    arguments = ["explain", "--config", small(), "--events", ndjson(EVENTS), "--customer", "nobody"]
    result = martlet(*arguments, expect=None)
    assert result.returncode != 0 and result.err, (result.returncode, result.out)


def test_big_lines():
    """A line of a quarter of a mebibyte is an event, one byte more is a dead letter."""

    def line(size):
        empty = json.dumps({"type": "purchase", "customer_id": "c1", "ts": 1, "note": ""})
        return empty.replace('""', '"' + "x" * (size - len(empty)) + '"').encode() + b"\n"

    stream = io.BytesIO()
    for size in (256 * 1024, 256 * 1024 + 1):
        stream.write(line(size))
    replay = Replay(small(), write("big.ndjson", stream.getvalue()))
    assert replay.summary["accepted"] == 1, replay.summary
    assert replay.summary["dead_letters"] == {"too_large": 1}, replay.summary
