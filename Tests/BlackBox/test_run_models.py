"""`martlet run` with features on models: a file that appears while it runs."""

import json
import signal

from cluster import Running, receive, send
from support import configuration, fresh

MODEL = {
    "kind": "mbgnbd", "of": ["purchase"], "per": "day", "unit": "7d", "customers": 9,
    "parameters": {"r": 0.5, "alpha": 6, "a": 0.9, "b": 1.6},
    "standard_errors": {"r": None, "alpha": None, "a": None, "b": None},
    "log_likelihood": -1, "steps": 1, "converged": True,
}


def model_file(path, model):
    content = {
        "format": 1, "name": "model-test", "fingerprint": "00000000",
        "until": "2023-11-14T00:00:00.000Z", "events": 1, "customers": 1,
        "models": {"mbgnbd": model},
    }
    path.write_text(json.dumps(content))


def test_a_new_file_is_applied_upon_a_signal():
    path = fresh("models.json")
    config = configuration(
        {"alive": {"p_alive": {"model": "mbgnbd", "of": "purchase"}},
         "n": {"count": "purchase"}},
        {"buyer": {"when": "n >= 1"}, "lost": {"when": "alive < 0.3"}},
        name="model-test", clock="wall", models={"file": str(path)},
        kafka={"properties": {"session.timeout.ms": "6000"}})
    cluster = Running("cluster", "--config", config, "--partitions", 2)
    service = None
    try:
        address = cluster.process.stdout.readline().decode().strip()
        events = [{"type": "purchase", "customer_id": f"c{n}", "ts": 1_700_000_000_000}
                  for n in range(40)]
        send(address, "events", events)
        environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": address}
        service = Running("run", "--config", config, environment=environment)
        topic = "model-test.segment-changes"
        changes = [json.loads(c.value()) for c in receive(address, topic, 40)]
        assert all(change["entered"] == ["buyer"] for change in changes), changes[:2]
        # A file that does not fit is not used, one that does is.
        model_file(path, {**MODEL, "of": ["browse"]})
        service.process.send_signal(signal.SIGHUP)
        model_file(path, MODEL)
        service.process.send_signal(signal.SIGHUP)
        changes = [json.loads(c.value()) for c in receive(address, topic, 80)]
        changes = [change for change in changes if change["entered"] != ["buyer"]]
        assert {c["customer_id"] for c in changes} == {e["customer_id"] for e in events}
        for change in changes:
            assert change["entered"] == ["lost"] and change["seq"] == 2, change
            assert change["cause"] == {"kind": "model_change"}, change
            assert 0 < change["reasons"]["lost"]["values"]["alive"] < 0.3, change
    finally:
        for running in (service, cluster):
            if running is not None:
                running.process.kill()
                running.process.wait()
