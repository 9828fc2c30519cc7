"""What Martlet promises, checked with a reader of its own that sees committed records only."""

import collections
import json
import subprocess
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition
from support import ENVIRONMENT, MARTLET, read_lines


def read(stage, topic, isolation="read_committed", timeout=30):
    """Every record of a topic, partition by partition, to its end as of now."""
    consumer = Consumer(
        stage.client_properties(
            group_id=f"{stage.name}-reader",
            isolation_level=isolation,
            enable_auto_commit=False,
            enable_partition_eof=True,
        )
        | stage.fetching
    )
    name = f"{stage.name}.{topic}"
    partitions = consumer.list_topics(name, timeout=20).topics[name].partitions
    consumer.assign([TopicPartition(name, p, OFFSET_BEGINNING) for p in partitions])
    records, ended, deadline = [], set(), time.monotonic() + timeout
    while len(ended) < len(partitions) and time.monotonic() < deadline:
        for message in consumer.consume(1000, timeout=0.5):
            if message.error() is None:
                records.append(message)
            elif message.error().code() == KafkaError._PARTITION_EOF:
                ended.add(message.partition())
    consumer.close()
    assert len(ended) == len(partitions), f"{topic}: not read to its end in {timeout} s"
    return records


def drained(stage, feed, timeout=120):
    """Waits until as many changes are out as there are events; returns them."""
    deadline = time.monotonic() + timeout
    while True:
        changes = [json.loads(record.value()) for record in read(stage, "segment-changes")]
        found = {(change["customer_id"], change["seq"]) for change in changes}
        if len(found) >= feed.total or time.monotonic() > deadline:
            return changes
        time.sleep(1)


def keep(stage, feed):
    """Checks every promise once all events are through."""
    changes = drained(stage, feed)
    problems = [*sequence(changes, feed, stage), *content(changes, feed, stage)]
    problems += final_state(stage, feed)
    if not stage.embedded:
        problems += offsets(stage)
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems[:20])
    stage.notes.append(f"{feed.total} events, {feed.repeated} of them twice")


def sequence(changes, feed, stage):
    """`seq` counts from 1 without a gap or a repetition, in order."""
    numbers = collections.defaultdict(list)
    for change in changes:
        numbers[change["customer_id"]].append(change["seq"])
    for customer, kinds in feed.events.items():
        wanted = list(range(1, sum(map(len, kinds.values())) + 1))
        found = numbers[customer]
        if stage.embedded:
            # Records of aborted transactions stay visible there, and come again.
            found = sorted(set(found))
        if found != wanted:
            yield f"{customer}: seq {found[:60]}, wanted 1 to {len(wanted)}"


def content(changes, feed, stage):
    """Every event caused exactly one change, and the right one."""
    causes = collections.Counter()
    found = {}
    for change in changes:
        key = change["customer_id"], change["cause"]["event_id"]
        causes[key] += 1
        found[key] = change
    for customer, kinds in feed.events.items():
        for kind, segment in (("purchase", "odd_buyer"), ("browse", "odd_viewer")):
            for index, event in enumerate(kinds[kind]):
                key = customer, event["event_id"]
                count = causes.pop(key, 0)
                if count != 1 and not (stage.embedded and count > 1):
                    yield f"{key}: {count} changes"
                    continue
                wanted = ([segment], []) if index % 2 == 0 else ([], [segment])
                if (found[key]["entered"], found[key]["exited"]) != wanted:
                    yield f"{key}: {found[key]}"
    for key in causes:
        yield f"{key}: a change without an event"


def final_state(stage, feed):
    """The last profile of every customer is that of a replay without any failure."""
    events, output = stage.folder / "events.ndjson", stage.folder / "replay"
    events.write_text("".join(line + "\n" for line in feed.lines()))
    subprocess.run(
        [
            *(MARTLET, "replay", "--config", stage.config),
            *("--events", events, "--output", output),
        ],
        check=True,
        capture_output=True,
        env=ENVIRONMENT,
    )
    wanted = {p["customer_id"]: p for p in read_lines(output / "profiles.ndjson")}
    found = {}
    for record in read(stage, "profiles"):
        found[record.key().decode()] = json.loads(record.value())
    for customer in feed.events:
        parts = [
            profiles.get(customer, {}).get(part)
            for part in ("features", "segments")
            for profiles in (wanted, found)
        ]
        if parts[0] != parts[1] or parts[2] != parts[3]:
            yield f"{customer}: profile {parts[1]} {parts[3]}, wanted {parts[0]} {parts[2]}"


def offsets(stage, timeout=15):
    """The group's offsets, committed with the transactions, become the ends of the inputs."""
    deadline = time.monotonic() + timeout
    while (problems := list(lags(stage))) and time.monotonic() < deadline:
        time.sleep(1)
    return problems


def lags(stage):
    consumer = Consumer(stage.client_properties(group_id=stage.name))
    for topic in ("purchases", "browses"):
        name = f"{stage.name}.{topic}"
        partitions = consumer.list_topics(name, timeout=20).topics[name].partitions
        wanted = [TopicPartition(name, partition) for partition in partitions]
        for committed in consumer.committed(wanted, timeout=30):
            low, high = consumer.get_watermark_offsets(committed, timeout=20)
            if committed.offset != high and not (high == low and committed.offset < 0):
                yield f"{name}-{committed.partition}: offset {committed.offset}, end {high}"
    consumer.close()
