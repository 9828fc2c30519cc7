"""`martlet run` under signals: it ends in time, whatever the cluster does."""

import json
import signal
import time

from cluster import Running, receive, send, started
from support import DONE, FENCED, INTERRUPTED, TERMINATED, configuration


def shop(**more):
    """One purchase makes a customer a buyer."""
    properties = {"session.timeout.ms": "6000", "consumer.fetch.wait.max.ms": "20"}
    return configuration(
        {"purchases": {"count": "purchase"}},
        {"buyer": {"when": "purchases >= 1"}},
        **{"name": "signal-test", "kafka": {"properties": properties}, **more},
    )


def purchase(number):
    return {"type": "purchase", "customer_id": f"c{number}", "ts": 1_700_000_000_000}


class Scene:
    """A cluster in a process of its own and a service on it that has committed something."""

    def __init__(self, **more):
        config = shop(**more)
        self.cluster = Running("cluster", "--config", config, "--partitions", 1)
        self.address = self.cluster.process.stdout.readline().decode().strip()
        send(self.address, "events", [purchase(0)])
        environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": self.address}
        self.service = Running("run", "--config", config, environment=environment)
        assert len(receive(self.address, "signal-test.segment-changes", 1)) == 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for running in (self.service, self.cluster):
            running.process.send_signal(signal.SIGCONT)
            running.process.kill()
            running.process.wait()

    def leave_work_open(self):
        """The cluster stands still while the service has work to commit."""
        send(self.address, "events", [purchase(number) for number in range(1, 50)])
        time.sleep(0.05)
        self.cluster.process.send_signal(signal.SIGSTOP)
        time.sleep(0.5)


def ends(running, number, timeout):
    """The exit code, and how long the process took after the signal."""
    begin = time.monotonic()
    return running.stop(number, timeout=timeout), time.monotonic() - begin


def test_signals_are_obeyed_while_the_cluster_is_away():
    for number, wanted in ((signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)):
        environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1"}
        with started("run", "--config", shop(), environment=environment) as service:
            time.sleep(1)
            code, seconds = ends(service, number, timeout=5)
            assert (code, seconds < 1) == (wanted, True), (code, seconds, service.messages)


def test_the_grace_period_is_kept_when_the_cluster_hangs():
    with Scene(grace_period="3s", commit={"interval": "400ms"}) as scene:
        scene.leave_work_open()
        code, seconds = ends(scene.service, signal.SIGTERM, timeout=10)
        assert code == TERMINATED and 1 < seconds < 3, (code, seconds, scene.service.messages)
        assert "not finished" in "".join(scene.service.messages), scene.service.messages


def test_a_second_signal_aborts_at_once():
    with Scene(commit={"interval": "400ms"}) as scene:
        scene.leave_work_open()
        scene.service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        code, seconds = ends(scene.service, signal.SIGTERM, timeout=10)
        assert code == TERMINATED and seconds < 1, (code, seconds, scene.service.messages)


def test_a_service_that_stood_still_ends_as_fenced():
    with Scene() as scene:
        scene.service.process.send_signal(signal.SIGSTOP)
        time.sleep(7)
        code, seconds = ends(scene.service, signal.SIGCONT, timeout=10)
        assert code == FENCED and seconds < 1, (code, seconds, scene.service.messages)
        assert "session timeout" in "".join(scene.service.messages), scene.service.messages


def test_a_restart_of_a_named_instance_goes_on():
    """The embedded cluster makes it wait for its old session; Kafka does not."""
    config = shop(instance_id="a")
    with started("cluster", "--config", config, "--partitions", 1) as cluster:
        address = cluster.process.stdout.readline().decode().strip()
        environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": address}
        for number in range(2):
            send(address, "events", [purchase(number)])
            with started("run", "--config", config, environment=environment) as service:
                records = receive(address, "signal-test.segment-changes", number + 1)
                assert service.stop() == DONE, "".join(service.messages)
            changes = [json.loads(record.value()) for record in records]
            assert [c["customer_id"] for c in changes] == [f"c{n}" for n in range(number + 1)]
            assert any("signal-test-a" in message for message in service.messages)
