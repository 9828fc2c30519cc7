"""`martlet cluster` and an independent Kafka client on it."""

import contextlib
import json
import signal
import subprocess
import threading
import time

from support import ENVIRONMENT, MARTLET, Skip, scratch

try:
    from confluent_kafka import Consumer, Producer
except ImportError:
    Consumer = Producer = None


class Running:
    """A command that runs until it is told to stop; its messages are collected."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen(
            [MARTLET, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**ENVIRONMENT, **(environment or {})},
            cwd=scratch(),
        )
        self.messages = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.messages.append(line.decode())

    def stop(self, number=signal.SIGTERM, timeout=30):
        """Sends the signal; returns the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout)
        self.reader.join(timeout)
        return code


@contextlib.contextmanager
def started(*arguments, environment=None):
    """A running command that does not outlive the block."""
    running = Running(*arguments, environment=environment)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()


@contextlib.contextmanager
def cluster(*arguments):
    """A running cluster; gives its bootstrap address."""
    with started("cluster", *arguments) as running:
        address = running.process.stdout.readline().decode().strip()
        assert address, "".join(running.messages)
        yield address


def client(kind, **properties):
    """A client that is not Martlet's own."""
    if kind is None:
        raise Skip("no confluent-kafka")
    return kind({name.replace("_", "."): value for name, value in properties.items()})


def send(address, topic, events):
    """Sends events keyed by customer and waits until they are delivered."""
    producer = client(Producer, bootstrap_servers=address)
    for event in events:
        producer.produce(topic, json.dumps(event), key=str(event["customer_id"]))
    assert producer.flush(20) == 0, "events not delivered"


def receive(address, topic, count, timeout=30):
    """The first `count` committed records of a topic."""
    consumer = client(
        Consumer,
        bootstrap_servers=address,
        group_id="reader",
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        enable_auto_commit=False,
        session_timeout_ms=6000,
        fetch_wait_max_ms=20,
    )
    consumer.subscribe([topic])
    records, deadline = [], time.monotonic() + timeout
    while len(records) < count and time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is not None and message.error() is None:
            records.append(message)
    consumer.close()
    return records
