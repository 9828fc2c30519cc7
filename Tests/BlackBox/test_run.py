"""`martlet run` and `martlet cluster`: the service on a cluster, from start to signal."""

import json
import signal

import schemas
from cluster import cluster, receive, send, started
from support import DONE, UNAVAILABLE, USAGE, configuration, fresh, martlet

CUSTOMERS = 20


def shop(**more):
    """Two purchases make a customer loyal, three a regular."""
    kafka = {"properties": {"session.timeout.ms": "6000", "consumer.fetch.wait.max.ms": "20"}}
    return configuration(
        {"purchases": {"count": "purchase"}},
        {"loyal": {"when": "purchases >= 2"}, "regular": {"when": "purchases >= 3"}},
        **{"name": "run-test", "kafka": kafka, **more},
    )


def address_of(address):
    return {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": address}


def purchases(number):
    """One purchase of every customer."""
    return [
        {
            "event_id": f"e{number}-{customer}",
            "type": "purchase",
            "customer_id": f"c{customer}",
            "ts": 1_700_000_000_000 + number,
        }
        for customer in range(CUSTOMERS)
    ]


def test_changes_come_back_from_the_topic():
    config = shop()
    with cluster("--config", config, "--partitions", 3) as address:
        send(address, "events", purchases(1))
        with started("run", "--config", config, environment=address_of(address)) as service:
            send(address, "events", purchases(2))
            records = receive(address, "run-test.segment-changes", CUSTOMERS)
            assert service.stop() == DONE, "".join(service.messages)
        changes = [json.loads(record.value()) for record in records]
        schemas.check("segment-change", changes)
        assert {c["customer_id"] for c in changes} == {f"c{n}" for n in range(CUSTOMERS)}
        assert all(c["entered"] == ["loyal"] and c["seq"] == 1 for c in changes)
        for record, change in zip(records, changes):
            headers = dict(record.headers())
            assert record.key().decode() == change["customer_id"]
            assert headers["ce_id"].decode() == change["id"]
            assert headers["ce_type"] == b"io.martlet.segment.changed.v1"
            assert headers["ce_source"] == b"/martlet/run-test"
            assert headers["ce_time"].decode() == change["at"]
            assert headers["ce_subject"].decode() == change["customer_id"]
            assert headers["content-type"] == b"application/json"


def test_state_outlives_the_service():
    """The second service goes on where the first one stopped: it reads the changelog."""
    config = shop()
    with cluster("--config", config, "--partitions", 2) as address:
        send(address, "events", purchases(1) + purchases(2))
        with started("run", "--config", config, environment=address_of(address)) as service:
            receive(address, "run-test.segment-changes", CUSTOMERS)
            assert service.stop(signal.SIGINT) == DONE, "".join(service.messages)
        with started("run", "--config", config, environment=address_of(address)) as service:
            send(address, "events", purchases(3))
            records = receive(address, "run-test.segment-changes", 2 * CUSTOMERS + 1, timeout=10)
            assert service.stop() == DONE, "".join(service.messages)
        changes = [json.loads(record.value()) for record in records]
        found = sorted((c["customer_id"], c["seq"], *c["entered"]) for c in changes)
        assert found == sorted(
            (f"c{number}", *change)
            for number in range(CUSTOMERS)
            for change in [(1, "loyal"), (2, "regular")]
        )


def test_a_cluster_that_is_not_there():
    result = martlet(
        *("run", "--config", shop()), environment=address_of("127.0.0.1:1"), expect=UNAVAILABLE
    )
    assert "127.0.0.1:1" in result.err, result.err


def test_topics_of_a_cluster():
    config = shop()
    with cluster("--config", config, "--topic", "more:5", "--topic", "events:4") as address:
        result = martlet(
            *("topics", "--config", config, "--json"), environment=address_of(address), expect=None
        )
        found = {t["topic"]: t for t in json.loads(result.out)}
        assert found["events"]["partitions"] == 4
        assert found["run-test.segment-changes"]["state"] == "present"


def test_cluster_ends_with_its_signal():
    for number in (signal.SIGTERM, signal.SIGINT):
        with started("cluster", "--topic", "a") as running:
            assert b":" in running.process.stdout.readline()
            assert running.stop(number) == DONE


def test_cluster_usage():
    for wrong in ("--topic a:0", "--topic :3", "--brokers 0", "--topic a --topic a:2"):
        martlet("cluster", *wrong.split(), expect=USAGE)


def test_personas_come_back_from_the_topic():
    """Rules, one of which time alone makes hold; a refit that makes the first model."""
    personas = {
        "rules": {"regular": "purchases >= 2"},
        "refresh_on": {"first": {"first": "purchase"}},
        "refresh_when": {"second": "purchases >= 2"},
    }
    config = shop(personas=personas)
    with cluster("--config", config, "--partitions", 3) as address:
        send(address, "events", purchases(1) + purchases(2))
        with started("run", "--config", config, environment=address_of(address)) as service:
            records = receive(address, "run-test.persona-refreshes", 2 * CUSTOMERS)
            assert service.stop() == DONE, "".join(service.messages)
    values = [json.loads(record.value()) for record in records]
    schemas.check("persona-refresh", values)
    found = sorted((v["customer_id"], v["seq"], v["persona"], v["trigger"]) for v in values)
    assert found == sorted(
        (f"c{number}", *refresh)
        for number in range(CUSTOMERS)
        for refresh in [(1, "unassigned", "first"), (2, "regular", "second")]
    )
    headers = dict(records[0].headers())
    assert headers["ce_type"] == b"io.martlet.persona.refreshed.v1"
    assert headers["ce_id"].decode() == values[0]["id"]


def test_an_application_fits_its_own_personas():
    config = shop(
        clock="event",
        personas={
            "features": ["purchases"], "clusters": {"few": {"purchases": -1}, "many": None},
            "refresh_on": {"first": {"first": "purchase"}},
        },
        models={"refit": "10s"},
    )
    many = [event for number in range(3, 9) for event in purchases(number)[: CUSTOMERS // 2]]
    with cluster("--config", config, "--partitions", 3) as address:
        send(address, "events", purchases(1) + many)
        options = {"environment": address_of(address)}
        run = "run", "--config", config, "--set"
        with started(*run, f"state_dir={fresh('one')}", **options) as one:
            with started(*run, f"state_dir={fresh('other')}", **options) as other:
                records = receive(address, "run-test.persona-refreshes", CUSTOMERS, timeout=60)
                assert one.stop() == DONE and other.stop() == DONE, "".join(one.messages)
                messages = "".join(one.messages + other.messages)
    values = [json.loads(record.value()) for record in records]
    schemas.check("persona-refresh", values)
    assert {v["trigger"] for v in values} == {"model_change"}
    found = {v["customer_id"]: v["persona"] for v in values}
    half = CUSTOMERS // 2
    assert found == {f"c{n}": "many" if n < half else "few" for n in range(CUSTOMERS)}, found
    assert "personas fitted" in messages and "model applied" in messages
