"""Numbered events, and what must come of them."""

import json
import random
import threading
import time

from confluent_kafka import Producer

CUSTOMERS = 60
START = 1_700_000_000_000


class Feed(threading.Thread):
    """Sends numbered events of both kinds at a steady rate, on a thread of its own.

    Some are sent twice, as a producer upstream may do: the second one must change nothing.
    """

    def __init__(self, stage, seconds=None, rate=300, transactions=False):
        super().__init__(daemon=True)
        self.stage, self.rate, self.transactions = stage, rate, transactions
        self.seconds = stage.seconds if seconds is None else seconds
        self.random = random.Random(stage.seed)
        # Events of each customer by kind, in order.
        self.events = {f"c{n}": {"purchase": [], "browse": []} for n in range(CUSTOMERS)}
        self.repeated = 0
        self.failures = []
        self.pause = threading.Event()
        properties = stage.client_properties(
            enable_idempotence=True, partitioner="murmur2_random", linger_ms=5
        )
        if transactions:
            properties["transactional.id"] = f"{stage.name}-feed"
        self.producer = Producer(properties)
        if transactions:
            self.producer.init_transactions(30)

    def run(self):
        number, deadline = 0, time.monotonic() + self.seconds
        while time.monotonic() < deadline:
            if self.pause.is_set():
                time.sleep(0.05)
                continue
            self.round(number)
            number += self.rate // 20
            time.sleep(0.05)
        self.flush()

    def round(self, number):
        """Sends events; in a transaction that is aborted first now and then, if in transactions."""
        if self.transactions and self.random.random() < 0.2:
            self.abort(["nobody"])
        if self.transactions:
            self.producer.begin_transaction()
        for offset in range(self.rate // 20):
            self.send(number + offset)
        self.producer.poll(0)
        if self.transactions:
            self.producer.commit_transaction(20)

    def abort(self, customers):
        """Sends events of these customers that are taken back."""
        self.producer.begin_transaction()
        for customer in customers:
            event = {"event_id": "x", "customer_id": customer, "ts": START}
            for kind in ("purchase", "browse"):
                self.produce(kind, customer, event)
        self.producer.flush(20)
        self.producer.abort_transaction(20)

    def send(self, number):
        customer = f"c{self.random.randrange(CUSTOMERS)}"
        kind = self.random.choice(["purchase", "browse"])
        event = {"event_id": f"e{number}", "customer_id": customer, "ts": START + number}
        if kind == "purchase":
            event["amount"] = self.random.randrange(1, 100)
        self.events[customer][kind].append(event)
        copies = 2 if self.random.random() < 0.02 else 1
        self.repeated += copies - 1
        for _ in range(copies):
            self.produce(kind, customer, event)

    def produce(self, kind, customer, event):
        self.producer.produce(
            f"{self.stage.name}.{kind}s",
            json.dumps(event),
            key=customer,
            on_delivery=lambda error, _: error and self.failures.append(str(error)),
        )

    def flush(self):
        left = self.producer.flush(60)
        assert left == 0 and not self.failures, (left, self.failures[:3])

    @property
    def total(self):
        return sum(len(events) for kinds in self.events.values() for events in kinds.values())

    def lines(self):
        """All events as `martlet replay` reads them."""
        for kinds in self.events.values():
            for kind, events in kinds.items():
                for event in events:
                    yield json.dumps({**event, "type": kind})
