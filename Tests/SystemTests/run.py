#!/usr/bin/env python3
"""Runs the system tests: two instances of Martlet on a cluster, through every failure.

    run.py [--embedded] [--seconds N] [--seed N] [WORD...]

The cluster is that of MARTLET_TEST_BOOTSTRAP (`host:port,...`); without it nothing is tested, and
that is said. `--embedded` takes `martlet cluster` instead and names the checks that it cannot
satisfy. MARTLET_TEST_PROPERTIES holds further librdkafka properties, `name=value,...`.
MARTLET_TEST_BROKER is a command that stops or starts a broker, with {action} (kill, start) and
{number} (1, 2, 3), such as `docker compose -f Deploy/compose.yaml {action} kafka-{number}`.

Every topic and group begins with `martlet-system-`. The command under test is
.build/release/martlet, or $MARTLET; the last line is `N passed, N failed`.
"""

import argparse
import importlib
import os
import random
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "BlackBox")]

MODULES = ["test_instances", "test_crashes"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--embedded", action="store_true", help="use `martlet cluster`")
    parser.add_argument("--seconds", type=int, default=60, help="how long each test of load lasts")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    parser.add_argument("words", nargs="*", help="only tests whose name contains one of these")
    return parser.parse_args()


def run(function, options):
    """Runs one test; returns its outcome and what there is to say."""
    from stage import Skip, Stage

    stage = None
    try:
        stage = Stage(options.embedded, options.seconds, options.seed)
        function(stage)
        return "ok", stage.notes
    except Skip as reason:
        return "skip", [str(reason)]
    except Exception:
        return "FAIL", [traceback.format_exc(), *(stage.tails() if stage else [])]
    finally:
        if stage:
            stage.close()


def main():
    options = arguments()
    if not options.embedded and not os.environ.get("MARTLET_TEST_BOOTSTRAP"):
        print("system tests skipped: MARTLET_TEST_BOOTSTRAP names no cluster")
        return 0
    print(f"seed {options.seed}")
    counts = {"ok": 0, "skip": 0, "FAIL": 0}
    for module in map(importlib.import_module, MODULES):
        for name in [name for name in vars(module) if name.startswith("test_")]:
            test = f"{module.__name__}.{name}"
            if options.words and not any(word in test for word in options.words):
                continue
            begin = time.monotonic()
            outcome, notes = run(getattr(module, name), options)
            counts[outcome] += 1
            print(f"{outcome:<5}{test}  {time.monotonic() - begin:.1f} s", flush=True)
            for note in notes:
                print("     " + note.replace("\n", "\n     "), flush=True)
    if counts["skip"]:
        print(f"{counts['skip']} skipped")
    print(f"{counts['ok']} passed, {counts['FAIL']} failed")
    return 1 if counts["FAIL"] or not counts["ok"] else 0


if __name__ == "__main__":
    sys.exit(main())
