"""`martlet run` and what it keeps: checkpoints, restarts, other configurations."""

import contextlib
import json
import tempfile
import time
from pathlib import Path

from cluster import Running, receive, send, started
from support import DONE, configuration, scratch

CHANGES = "state-test.segment-changes"


def shop(state, features=None, segments=None, **more):
    """One purchase makes a buyer, three a regular."""
    properties = {"session.timeout.ms": "6000", "consumer.fetch.wait.max.ms": "20"}
    return configuration(
        features or {"purchases": {"count": "purchase"}, "spend": {"sum": "purchase.amount"}},
        segments
        or {"buyer": {"when": "purchases >= 1"}, "regular": {"when": "purchases >= 3"}},
        **{
            "name": "state-test",
            "kafka": {"properties": properties},
            "state_dir": str(state),
            "checkpoint": {"interval": "1s"},
            **more,
        },
    )


def purchase(number, event):
    return {
        "type": "purchase",
        "customer_id": f"c{number}",
        "ts": 1_700_000_000_000 + event,
        "amount": 10,
        "event_id": f"e{event}",
    }


class Scene:
    """A cluster, and a directory for the state of the services on it."""

    def __init__(self):
        self.state = Path(tempfile.mkdtemp(dir=scratch())) / "state"
        self.cluster = Running("cluster", "--config", shop(self.state), "--partitions", 1)
        self.address = self.cluster.process.stdout.readline().decode().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cluster.process.kill()
        self.cluster.process.wait()

    @contextlib.contextmanager
    def service(self, config=None):
        environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": self.address}
        arguments = ("run", "--config", config or shop(self.state), "--log-format", "json")
        with started(*arguments, environment=environment) as running:
            yield running

    @property
    def files(self):
        return sorted((self.state / "state-test").glob("*.checkpoint"))

    def with_checkpoint(self, customers=50):
        """Runs until a checkpoint is written, then ends at a bad moment."""
        send(self.address, "events", [purchase(number, number) for number in range(customers)])
        with self.service() as service:
            assert len(receive(self.address, CHANGES, customers)) == customers
            line = told(service, "checkpoint written")
            assert int(line["profiles"]) == customers, line
            service.process.kill()
            service.process.wait()


def told(service, message, timeout=20):
    """The first log line with this message."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        for line in list(service.messages):
            entry = json.loads(line) if line.startswith("{") else {}
            if entry.get("msg") == message:
                return entry
        time.sleep(0.05)
    raise AssertionError(f"never said: {message}\n" + "".join(service.messages))


def values(records):
    return [json.loads(record.value()) for record in records]


def test_a_restart_goes_on_from_the_checkpoint():
    with Scene() as scene:
        scene.with_checkpoint()
        # Two purchases more make one of them a regular.
        send(scene.address, "events", [purchase(7, 1000), purchase(7, 1001)])
        with scene.service() as service:
            line = told(service, "restored")
            assert line["checkpoint"] == scene.files[-1].name and line["profiles"] == "50", line
            assert int(line["records"]) < 10, line
            changes = values(receive(scene.address, CHANGES, 51))
            assert len(changes) == 51
            assert (changes[-1]["customer_id"], changes[-1]["seq"]) == ("c7", 2), changes[-1]
            assert service.stop() == DONE


def test_a_damaged_checkpoint_is_passed_over():
    with Scene() as scene:
        scene.with_checkpoint()
        path = scene.files[-1]
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 8
        for other in scene.files:
            other.write_bytes(content)
        send(scene.address, "events", [purchase(7, 1000), purchase(7, 1001)])
        with scene.service() as service:
            line = told(service, "checkpoint passed over")
            assert line["file"] == path.name and "damaged" in line["reason"], line
            assert "checkpoint" not in told(service, "restored")
            assert values(receive(scene.address, CHANGES, 51))[-1]["seq"] == 2


def test_two_processes_do_not_share_a_directory():
    with Scene() as scene:
        send(scene.address, "events", [purchase(1, 1)])
        with scene.service() as first:
            assert len(receive(scene.address, CHANGES, 1)) == 1
            with scene.service() as second:
                assert second.process.wait(20) == 11
                second.reader.join(5)
                text = "".join(second.messages)
                assert f"in use by another process (process {first.process.pid})" in text, text
                assert "instance_id" in text, text
            assert first.process.poll() is None


def test_another_configuration_takes_the_profiles_over():
    with Scene() as scene:
        scene.with_checkpoint()
        other = shop(
            scene.state,
            {"purchases": {"count": "purchase"}, "biggest": {"max": "purchase.amount"}},
            {"shopper": {"when": "purchases >= 1"}},
        )
        with scene.service(other) as service:
            line = told(service, "profiles of another configuration were brought over")
            assert (line["start_empty"], line["dropped"]) == ("biggest", "spend"), line
            changes = values(receive(scene.address, CHANGES, 100))[50:]
            assert len(changes) == 50
            assert all(change["entered"] == ["shopper"] for change in changes)
            assert all(change["cause"] == {"kind": "rule_change"} for change in changes)
            assert all(change["seq"] == 2 for change in changes)


def test_a_directory_that_cannot_be_written_is_refused():
    with Scene() as scene:
        Path(scene.state).write_text("in the way")
        with scene.service() as service:
            assert service.process.wait(20) == 73
            service.reader.join(5)
            assert "checkpoint: off" in "".join(service.messages), service.messages
        with scene.service(shop(scene.state, checkpoint="off")) as service:
            told(service, "restored")
            assert service.stop() == DONE
