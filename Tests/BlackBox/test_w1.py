"""The performance workload W1: every change and every profile, by the digests of a naive oracle.

A million events instead of a hundred thousand with MARTLET_W1=1m.
"""

import os
import subprocess
import sys

from support import SHARED, Replay, Skip, fresh

SIZES = {"100k": 100_000, "1m": 1_000_000}


def test_digests():
    folder = SHARED / "w1"
    if not folder.exists():
        raise Skip("no w1 in the shared folder")
    size = os.environ.get("MARTLET_W1", "100k").lower()
    events = fresh("w1.ndjson")
    subprocess.run([sys.executable, folder / "gen.py", str(SIZES[size]), events], check=True)
    replay = Replay(folder / "martlet.yaml", events)
    check = subprocess.run(
        [sys.executable, folder / "check.py", replay.folder, folder / f"expected-{size}.json"],
        capture_output=True,
        text=True,
    )
    assert check.returncode == 0, check.stdout + check.stderr
    assert replay.summary["events"] == replay.summary["accepted"] == SIZES[size]
    assert replay.summary["events_per_second"] > 10_000, replay.summary
