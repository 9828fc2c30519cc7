"""What a replay keeps in memory follows from its profiles, not from how much it has read."""

import os
import subprocess

from support import ENVIRONMENT, MARTLET, configuration, fresh

EVENTS = 400_000


def peak(config, texts):
    """The most memory that a replay took, in MB, if its events have so many different texts."""
    events = fresh("events.ndjson")
    with open(events, "w") as file:
        for number in range(EVENTS):
            url = f"https://shop.example/{number % texts:0200d}"
            file.write(
                f'{{"type":"browse","customer_id":"c{number % 100}","ts":{1735689600000 + number}'
                f',"url":"{url}"}}\n'
            )
    replay = subprocess.Popen(
        [MARTLET, "replay", "--config", config, "--events", events, "--output", fresh("out")],
        stdout=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    _, status, usage = os.wait4(replay.pid, 0)
    replay.returncode = os.waitstatus_to_exitcode(status)
    assert replay.returncode == 0, replay.returncode
    return usage.ru_maxrss / 1024


def test_replaced_texts_are_given_back():
    config = configuration({"last_url": {"last": "browse.url"}})
    few, many = peak(config, 100), peak(config, EVENTS)
    # All of the texts together are 88 MB.
    assert many < few + 60, (few, many)
