#!/usr/bin/env python3
"""Runs the black-box tests: every function test_* of every module test_*.py of this folder.

Each module has a process of its own.

    run.py [WORD...]      only tests whose name (module.function) contains one of these

The command under test is .build/release/martlet, or $MARTLET; the last line is
`N passed, N failed`.
"""

import importlib
import os
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent


def run_module(name, words):
    """Runs one module's tests in order; returns (test, outcome, seconds, text) for each."""
    from support import Skip

    results = []
    module = importlib.import_module(name)
    for function in [f for f in vars(module) if f.startswith("test_")]:
        test = f"{name}.{function}"
        if words and not any(word in test for word in words):
            continue
        start, outcome, text = time.monotonic(), "ok", ""
        try:
            getattr(module, function)()
        except Skip as reason:
            outcome, text = "skip", str(reason)
        except Exception:
            outcome, text = "FAIL", traceback.format_exc()
        results.append((test, outcome, time.monotonic() - start, text))
    return results


def main(words):
    sys.path.insert(0, str(HERE))
    names = sorted(path.stem for path in HERE.glob("test_*.py"))
    counts = {"ok": 0, "skip": 0, "FAIL": 0}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for future in [pool.submit(run_module, name, words) for name in names]:
            for test, outcome, seconds, text in future.result():
                counts[outcome] += 1
                note = f"  ({text})" if outcome == "skip" else ""
                print(f"{outcome:<5}{test}  {seconds:.1f} s{note}", flush=True)
                if outcome == "FAIL":
                    print("     " + text.replace("\n", "\n     "), flush=True)
    if counts["skip"]:
        print(f"{counts['skip']} skipped")
    print(f"{counts['ok']} passed, {counts['FAIL']} failed")
    return 1 if counts["FAIL"] or not counts["ok"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
