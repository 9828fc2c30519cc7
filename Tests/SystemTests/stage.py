"""A cluster, the topics of one application, and the instances that run on it."""

import json
import os
import secrets
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from support import ENVIRONMENT, MARTLET, Skip

PARTITIONS = 6
SESSION = 6  # s
FEATURES = {
    "purchases": {"count": "purchase"},
    "browses": {"count": "browse"},
    "spend": {"sum": "purchase.amount"},
}
# Every event changes one of them, so that the changes of a customer count their events.
SEGMENTS = {
    "odd_buyer": {"when": "purchases % 2 == 1"},
    "odd_viewer": {"when": "browses % 2 == 1"},
}


class Instance:
    """One process of the service; its log goes to a file."""

    def __init__(self, stage, name, *options, elsewhere=False):
        self.name = name
        self.path = stage.folder / f"{name or 'nameless'}-{len(stage.instances)}.log"
        named = ["--instance-id", name] if name else []
        environment = {**ENVIRONMENT, "MARTLET_LOG_LEVEL": "info"}
        # Nothing tells processes without a name apart, and the second of two with one name on one
        # machine is refused: each needs a directory of its own.
        if not name or elsewhere:
            environment["MARTLET_STATE_DIR"] = str(self.path.with_suffix(".state"))
        with open(self.path, "wb") as log:
            self.process = subprocess.Popen(
                [MARTLET, "run", "--config", stage.config, *named, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
            )
        stage.instances.append(self)

    def send(self, number):
        self.process.send_signal(number)

    def ends(self, timeout=40):
        """Waits for the end; returns the exit code."""
        return self.process.wait(timeout)

    @property
    def log(self):
        return self.path.read_text(errors="replace")

    def awaits(self, text, timeout=40):
        """Waits until the log holds a text."""
        deadline = time.monotonic() + timeout
        while text not in self.log:
            assert time.monotonic() < deadline, f"{self.name}: no '{text}' in {timeout} s"
            assert self.process.poll() is None, f"{self.name} ended with {self.process.poll()}"
            time.sleep(0.05)


class Stage:
    """Topics and instances of one application with a name of its own."""

    def __init__(self, embedded, seconds, seed):
        self.embedded, self.seconds, self.seed = embedded, seconds, seed
        self.notes, self.instances = [], []
        self.name = f"martlet-system-{secrets.token_hex(4)}"
        self.keeper = tempfile.TemporaryDirectory(prefix="martlet-system-")
        self.folder = Path(self.keeper.name)
        self.cluster = None
        # Of every client, and of those that read.
        self.properties, self.fetching = {}, {}
        if embedded:
            self.bootstrap = self.start_cluster()
        else:
            self.bootstrap = os.environ["MARTLET_TEST_BOOTSTRAP"]
            pairs = os.environ.get("MARTLET_TEST_PROPERTIES", "").split(",")
            self.properties = dict(pair.split("=", 1) for pair in pairs if pair)
        self.config = self.write_configuration()
        if not embedded:
            self.create_topics()

    def start_cluster(self):
        topics = ["purchases", "browses", "segment-changes", "profiles", "dead-letters"]
        options = [f"--topic={self.name}.{topic}" for topic in [*topics, "changelog"]]
        self.cluster = subprocess.Popen(
            [MARTLET, "cluster", "--brokers", "3", "--partitions", str(PARTITIONS), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
        )
        self.fetching["fetch.wait.max.ms"] = "20"
        self.notes.append(
            "embedded cluster: not checked, for it does not keep them: offsets of transactions, "
            "isolation of aborted records, fencing; kills fall between transactions"
        )
        return self.cluster.stdout.readline().decode().strip()

    def write_configuration(self):
        properties = {**self.properties, **{f"consumer.{k}": v for k, v in self.fetching.items()}}
        properties["consumer.session.timeout.ms"] = str(SESSION * 1000)
        # A rebalance waits that long for whoever was killed in the midst of one.
        properties["consumer.max.poll.interval.ms"] = "20000"
        # A successor waits until the transactions of whoever was killed are over.
        properties["producer.transaction.timeout.ms"] = "10000"
        content = {
            "version": 1,
            "name": self.name,
            "clock": "event",
            "kafka": {"bootstrap_servers": self.bootstrap, "properties": properties},
            "inputs": [
                {"topic": f"{self.name}.purchases", "type": "purchase"},
                {"topic": f"{self.name}.browses", "type": "browse"},
            ],
            # One transaction after the other, so that most failures fall into one.
            "commit": {"interval": "1ms"},
            "state_dir": str(self.folder / "state"),
            "features": FEATURES,
            "segments": SEGMENTS,
        }
        path = self.folder / "martlet.yaml"
        path.write_text(json.dumps(content, indent=1))
        return path

    def create_topics(self):
        brokers = len(self.admin().list_topics(timeout=20).brokers)
        subprocess.run(
            [
                *(MARTLET, "topics", "--config", self.config, "--apply"),
                *("--partitions", str(PARTITIONS), "--replicas", str(min(3, brokers))),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env=ENVIRONMENT,
            timeout=60,
        )

    def delete_input(self):
        """Deletes everything that the inputs hold, as retention does."""
        consumer, ends = Consumer(self.client_properties(group_id=f"{self.name}-ends")), []
        for topic in ("purchases", "browses"):
            for partition in range(PARTITIONS):
                place = TopicPartition(f"{self.name}.{topic}", partition)
                place.offset = consumer.get_watermark_offsets(place, timeout=20)[1]
                ends.append(place)
        consumer.close()
        admin = self.admin()
        for future in admin.delete_records(ends).values():
            future.result(20)

    def admin(self):
        return AdminClient(self.client_properties())

    def client_properties(self, **more):
        more = {name.replace("_", "."): value for name, value in more.items()}
        # The clients outlive the embedded cluster, and would complain.
        quiet = {"enable.metrics.push": "false", "log_level": "0"}
        return {"bootstrap.servers": self.bootstrap, **quiet, **self.properties, **more}

    def start(self, name, *options, elsewhere=False):
        """Starts an instance; `elsewhere`: as on another machine, without what is on this one."""
        return Instance(self, name, *options, elsewhere=elsewhere)

    def broker(self, action, number):
        """Stops or starts a broker."""
        command = os.environ.get("MARTLET_TEST_BROKER")
        if not command or self.embedded:
            raise Skip("MARTLET_TEST_BROKER names no command that stops brokers")
        subprocess.run(command.format(action=action, number=number), shell=True, check=True)

    def tails(self):
        """The ends of the instances' logs."""
        return [f"{i.path.name}:\n{i.log[-1500:]}" for i in self.instances[-6:]]

    def close(self):
        for instance in self.instances:
            if instance.process.poll() is None:
                instance.send(signal.SIGKILL)
                instance.process.wait()
        if self.cluster:
            self.cluster.kill()
            self.cluster.wait()
        elif not os.environ.get("MARTLET_TEST_KEEP"):
            self.delete_topics()
        self.keeper.cleanup()

    def delete_topics(self):
        admin = self.admin()
        topics = admin.list_topics(timeout=20).topics
        own = [topic for topic in topics if topic.startswith(self.name)]
        for future in admin.delete_topics(own).values() if own else []:
            try:
                future.result(20)
            except Exception as error:
                print(f"topic not deleted: {error}")
