"""Models that a running application fits itself: instances that die, and topics full of rubbish."""

import json
import signal
import time

import schemas
from cluster import Producer, client, cluster, receive, send, started
from support import DONE, UNAVAILABLE, fresh
from test_run import CUSTOMERS, address_of, purchases, shop

PERSONAS = {
    "features": ["purchases"], "clusters": {"few": {"purchases": -1}, "many": None},
    "refresh_on": {"first": {"first": "purchase"}},
}


def rubbish(address, topic):
    """What nobody can read: no JSON, another format, nothing at all, no key."""
    producer = client(Producer, bootstrap_servers=address)
    texts = [b"", b"\x00\xff\x01", b"{}", b'{"format":99,"models":{}}', b"A" * 100_000]
    for number, text in enumerate(texts):
        for key in ["personas", "0", str(number), None]:
            producer.produce(topic, text, key=key)
    producer.produce(topic, None, key="gone")
    assert producer.flush(20) == 0, "rubbish not delivered"


def wait_for(service, text, times=1, timeout=60):
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if sum(text in message for message in service.messages) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(f"no '{text}' in\n" + "".join(service.messages))


def test_rubbish_and_death_do_not_keep_models_from_coming():
    config = shop(clock="event", personas=PERSONAS, models={"refit": "10s"})
    half = CUSTOMERS // 2
    many = [event for number in range(3, 9) for event in purchases(number)[:half]]
    with cluster("--config", config, "--partitions", 3) as address:
        for topic in ["models", "population"]:
            rubbish(address, f"run-test.{topic}")
        send(address, "events", purchases(1) + many)
        options = {"environment": address_of(address)}
        run = "run", "--config", config, "--set"
        with started(*run, f"state_dir={fresh('one')}", **options) as one:
            wait_for(one, "personas fitted")
            one.stop(signal.SIGKILL)
            killed = "".join(one.messages)
        rubbish(address, "run-test.models")
        with started(*run, f"state_dir={fresh('other')}", **options) as other:
            # The next fit is preceded by a line about how far customers have moved.
            wait_for(other, "drift")
            records = receive(address, "run-test.persona-refreshes", CUSTOMERS)
            assert other.stop() == DONE, "".join(other.messages)
            messages = "".join(other.messages)
    assert "panic" not in killed and "Fatal" not in killed + messages
    values = [json.loads(record.value()) for record in records]
    schemas.check("persona-refresh", values)
    assert {v["trigger"] for v in values} == {"model_change"}
    assert sorted(v["customer_id"] for v in values) == sorted(f"c{n}" for n in range(CUSTOMERS))
    found = {v["customer_id"]: v["persona"] for v in values}
    assert found == {f"c{n}": "many" if n < half else "few" for n in range(CUSTOMERS)}, found
    assert "stability_index" in messages


def test_missing_topics_are_named():
    with cluster("--config", shop(), "--partitions", 3) as address:
        config = shop(clock="event", personas=PERSONAS, models={"refit": "10s"})
        with started("run", "--config", config, environment=address_of(address)) as service:
            code = service.process.wait(60)
            service.reader.join(5)
            messages = "".join(service.messages)
    assert code == UNAVAILABLE, messages
    assert "run-test.models" in messages or "run-test.population" in messages, messages
