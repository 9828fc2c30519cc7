"""Runs the command under test and reads what it writes."""

import functools
import json
import os
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
MARTLET = os.environ.get("MARTLET", str(REPOSITORY / ".build" / "release" / "martlet"))
SHARED = Path(os.environ.get("MARTLET_SHARED", REPOSITORY.parent / "shared"))
SHOP = REPOSITORY / "Deploy" / "examples" / "shop.yaml"

# Without settings of the person who runs the tests: MARTLET_* variables override configurations.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("MARTLET_")}

# Exit codes of the command.
DONE, FAILED, USAGE, UNREADABLE, MISSING = 0, 1, 64, 65, 66
UNAVAILABLE, CANNOT_WRITE, BAD_CONFIGURATION = 69, 73, 78
FENCED, UNUSABLE, INTERRUPTED, TERMINATED = 10, 11, 130, 143


class Skip(Exception):
    """Raised by a test that cannot run here; says why."""


@functools.cache
def scratch():
    """A folder for this process's files, removed at its end."""
    folder = tempfile.TemporaryDirectory(prefix="martlet-test-")
    scratch.keep = folder
    return Path(folder.name)


def fresh(name):
    """A path in the scratch folder that nobody has used."""
    fresh.count = getattr(fresh, "count", 0) + 1
    folder = scratch() / str(fresh.count)
    folder.mkdir()
    return folder / name


def write(name, text):
    """Writes a new file in the scratch folder; returns its path."""
    path = fresh(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def martlet(*arguments, stdin=None, environment=None, timeout=120, expect=DONE):
    """Runs the command; fails unless it exits with `expect` (None: any code)."""
    result = subprocess.run(
        [MARTLET, *map(str, arguments)],
        input=stdin if stdin is not None else b"",
        capture_output=True,
        timeout=timeout,
        env={**ENVIRONMENT, **(environment or {})},
        cwd=scratch(),
    )
    result.out, result.err = result.stdout.decode(), result.stderr.decode()
    if expect is not None:
        assert result.returncode == expect, (
            f"martlet {' '.join(map(str, arguments))}\n"
            f"exited with {result.returncode}, not {expect}"
            f"\n{result.err[-2000:]}"
        )
    return result


def configuration(features, segments=None, **more):
    """Writes a configuration for replay; JSON is YAML."""
    content = {"version": 1, "name": "black-box", "clock": "event"}
    content.update(inputs=[{"topic": "events"}])
    content.update(more)
    content.update(features=features, segments=segments or {})
    return write("martlet.yaml", json.dumps(content, indent=2))


def ndjson(events, name="events.ndjson"):
    """Writes events, one to a line."""
    return write(name, "".join(json.dumps(e, default=json_number) + "\n" for e in events))


def json_number(value):
    """Decimals are written as JSON numbers; the tests' amounts survive the way through a double."""
    assert isinstance(value, Decimal)
    return float(value)


def read_lines(path):
    """The values of an NDJSON file; numbers with a point are exact."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line, parse_float=Decimal) for line in lines]


class Replay:
    """What one `martlet replay` wrote."""

    def __init__(self, config, *events, until=None, shards=None, stdin=None):
        self.folder = fresh("out")
        options = [] if until is None else ["--until", until]
        options += [] if shards is None else ["--shards", shards]
        self.result = martlet(
            *("replay", "--config", config, "--events", *events, "--output", self.folder, *options),
            stdin=stdin,
        )

    @functools.cached_property
    def changes(self):
        return read_lines(self.folder / "segment-changes.ndjson")

    @functools.cached_property
    def profiles(self):
        return read_lines(self.folder / "profiles.ndjson")

    @functools.cached_property
    def features(self):
        """Features by customer."""
        return {p["customer_id"]: p["features"] for p in self.profiles}

    @functools.cached_property
    def dead_letters(self):
        return read_lines(self.folder / "dead-letters.ndjson")

    @functools.cached_property
    def summary(self):
        return json.loads((self.folder / "summary.json").read_text())


def same(found, wanted, what, limit=5):
    """Fails with the first differences unless two sets (or dictionaries) are equal."""
    if found == wanted:
        return
    if isinstance(wanted, dict):
        keys = [k for k in {**wanted, **found} if wanted.get(k) != found.get(k)]
        lines = [f"{k}: found {found.get(k)}, wanted {wanted.get(k)}" for k in keys[:limit]]
        raise AssertionError(f"{what}: {len(keys)} differ\n" + "\n".join(lines))
    extra, lacking = list(found - wanted), list(wanted - found)
    raise AssertionError(
        f"{what}: {len(extra)} too many, {len(lacking)} missing\n"
        + "\n".join(f"too many: {x}" for x in sorted(extra, key=str)[:limit])
        + "\n"
        + "\n".join(f"missing: {x}" for x in sorted(lacking, key=str)[:limit])
    )
