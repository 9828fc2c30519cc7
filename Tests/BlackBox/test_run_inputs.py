"""`martlet run` on inputs that do not fit one another, or the state."""

import json
import time

from cluster import Producer, client, cluster, started
from support import UNAVAILABLE, UNUSABLE, configuration, martlet

INPUTS = [{"topic": "purchases", "type": "purchase"}, {"topic": "browses", "type": "browse"}]


def shop():
    properties = {"session.timeout.ms": "6000", "consumer.fetch.wait.max.ms": "20"}
    return configuration(
        {"purchases": {"count": "purchase"}},
        {"buyer": {"when": "purchases >= 1"}},
        name="inputs-test",
        inputs=INPUTS,
        kafka={"properties": properties},
    )


def run(config, address, expect):
    environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": address}
    return martlet("run", "--config", config, environment=environment, expect=expect)


def test_inputs_of_different_sizes_are_refused():
    config = shop()
    options = ("--config", config, "--partitions", 2, "--topic", "browses:3")
    with cluster(*options) as address:
        result = run(config, address, UNAVAILABLE)
        assert "purchases has 2 partitions, browses has 3" in result.err, result.err


def test_inputs_that_have_grown_since_are_refused():
    config = shop()
    options = ("--config", config, "--partitions", 4, "--topic", "inputs-test.changelog:2")
    with cluster(*options) as address:
        result = run(config, address, UNUSABLE)
        assert "the inputs have 4 partitions" in result.err, result.err
        assert "when they had 2" in result.err, result.err


def test_inputs_that_are_keyed_differently_are_told():
    config = shop()
    with cluster("--config", config, "--partitions", 4) as address:
        for topic, partitioner in (("purchases", "murmur2_random"), ("browses", "consistent")):
            producer = client(Producer, bootstrap_servers=address, partitioner=partitioner)
            for number in range(200):
                event = {"customer_id": f"c{number}", "ts": 1_700_000_000_000}
                producer.produce(topic, json.dumps(event), key=f"c{number}")
            assert producer.flush(20) == 0
        environment = {"MARTLET_KAFKA__BOOTSTRAP_SERVERS": address}
        with started("run", "--config", config, environment=environment) as service:
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and not warnings(service):
                time.sleep(0.1)
            time.sleep(0.5)
            service.stop()
        assert len(warnings(service)) == 1, service.messages
        assert "purchases" in warnings(service)[0] and "browses" in warnings(service)[0]


def warnings(service):
    return [message for message in service.messages if "different partitions" in message]
