"""Models that a running application fits itself: instances that die, and topics full of rubbish."""

import datetime
import json
import signal
import time

import reference
import schemas
from cluster import Consumer, Producer, client, cluster, receive, send, started
from support import DONE, UNAVAILABLE, configuration, fresh, martlet, same
from test_run import CUSTOMERS, address_of, purchases, shop

try:
    from confluent_kafka import TopicPartition
except ImportError:
    TopicPartition = None

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
    assert "martlet topics --config FILE --apply" in messages, messages


DAY = 86_400_000
END = "1997-09-30T00:00:00Z"
CHURN = {
    "features": {
        "alive": {"p_alive": {"model": "churn"}},
        "worth": {"expected_spend": {"model": "spend", "horizon": "90d"}},
        "pace": {"rhythm": {"model": "pace"}},
        "value": {"rfm": {"model": "value"}},
    },
    "segments": {"lost": {"when": "alive < 0.3"}},
    "models": {
        "refit": "10s",
        "churn": {"kind": "mbgnbd", "of": "purchase"},
        "spend": {"kind": "gamma_gamma", "of": "purchase.amount"},
        "pace": {"kind": "rhythm", "of": "purchase"},
        "value": {"kind": "rfm", "of": "purchase.amount"},
        "idle": {"kind": "bgnbd", "of": "purchase"},
    },
}


def milliseconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def published(address, is_enough, timeout=60):
    """The latest record of each model, once they are enough."""
    consumer = client(
        Consumer, bootstrap_servers=address, group_id="models", enable_auto_commit=False)
    consumer.assign([TopicPartition("cdnow.models", 0, 0)])
    files, deadline = {}, time.monotonic() + timeout
    while not is_enough(files) and time.monotonic() < deadline:
        message = consumer.poll(0.2)
        key = message is not None and message.error() is None and message.key()
        if key and key.startswith(b"models/"):
            files[key.decode()] = json.loads(message.value())
    consumer.close()
    assert is_enough(files), files
    return files


def alive(churn, days, end):
    """P(alive) of MBG/NBD by the book; times in weeks."""
    p = churn["parameters"]
    x, recency = len(days) - 1, (days[-1] - days[0]) / (7 * DAY)
    age = (end - days[0]) / (7 * DAY)
    odds = p["a"] / (p["b"] + x) * ((p["alpha"] + age) / (p["alpha"] + recency)) ** (p["r"] + x)
    return 1 / (1 + odds)


def figures(model):
    """What was found, in one list."""
    found = list(model.get("parameters", {}).values())
    found += [model[key] for key in ("mean_days", "spread_days") if key in model]
    return found + sum((model.get(key, []) for key in ("recency_days", "frequency", "money")), [])


def members(changes):
    """Who is in the segment after all changes."""
    inside = set()
    for change in changes:
        inside |= {change["customer_id"]} if change["entered"] else set()
        inside -= {change["customer_id"]} if change["exited"] else set()
    return inside


def test_models_of_features_are_those_that_fit_finds():
    """CDNOW on three partitions and two instances: fitted to profiles as `fit` fits to events."""
    config = configuration(
        name="cdnow", clock="event", **CHURN,
        kafka={"properties": {"session.timeout.ms": "6000", "consumer.fetch.wait.max.ms": "20"}})
    end = milliseconds(END)
    events = [
        {"type": "purchase", "customer_id": e["customer_id"], "ts": e["ts"],
         "amount": float(e["amount"])}
        for e in reference.events("cdnow_sample") if milliseconds(e["ts"]) <= end]
    days = {}
    for event in events:
        days.setdefault(str(event["customer_id"]), set()).add(milliseconds(event["ts"]))
    days = {customer: sorted(own) for customer, own in days.items()}
    # Every partition's clock comes to the same end.
    ends = [{"type": "tick", "customer_id": f"t{n}", "ts": end} for n in range(60)]
    wanted = fitted_by_command(config)
    with cluster("--config", config, "--partitions", 3) as address:
        send(address, "events", events + ends)
        options = {"environment": address_of(address)}
        run = "run", "--config", config, "--set"
        with started(*run, f"state_dir={fresh('one')}", **options) as one:
            with started(*run, f"state_dir={fresh('other')}", **options) as other:
                files = published(address, lambda files: len(files) == 4 and all(
                    file["customers"] == wanted[key.split("/")[1]]["customers"]
                    for key, file in files.items()))
                changes = receive(address, "cdnow.segment-changes", 10_000, timeout=12)
                assert one.stop() == DONE and other.stop() == DONE, "".join(one.messages)
                messages = "".join(one.messages + other.messages)
        check(files, wanted, messages)
        changes = [json.loads(change.value()) for change in changes]
        schemas.check("segment-change", changes)
        assert any(change["cause"] == {"kind": "model_change"} for change in changes)
        churn = files["models/churn"]["models"]["churn"]
        lost = {customer for customer, own in days.items() if alive(churn, own, end) < 0.3}
        assert 200 < len(lost) < len(days) - 200, len(lost)
        same(members(changes), lost, "lost customers")
        # A new instance knows the models from the start: who comes back is no longer lost.
        back = sorted(lost)[0]
        with started(*run, f"state_dir={fresh('third')}", **options) as third:
            send(address, "events", [
                {"type": "purchase", "customer_id": back, "ts": end, "amount": 9.0}])
            later = receive(address, "cdnow.segment-changes", len(changes) + 1)[len(changes):]
            assert third.stop() == DONE, "".join(third.messages)
    found = [json.loads(change.value()) for change in later]
    assert [change["customer_id"] for change in found] == [back], found
    assert found[0]["exited"] == ["lost"] and found[0]["cause"]["kind"] == "event", found


def fitted_by_command(config):
    """What `martlet fit` finds in the same events."""
    path = fresh("models.json")
    martlet(
        "fit", "--config", config, "--events", reference.events_file("cdnow_sample"),
        "--until", END, "--output", path)
    return json.loads(path.read_text())["models"]


def check(files, wanted, messages):
    """The records against what `fit` found, and what the log says."""
    schemas.check("models", list(files.values()))
    assert sorted(files) == [f"models/{name}" for name in ("churn", "pace", "spend", "value")]
    for key, file in files.items():
        (name, model), = file["models"].items()
        assert key == f"models/{name}" and model["customers"] == wanted[name]["customers"], file
        assert model["kind"] == wanted[name]["kind"] and model["of"] == wanted[name]["of"]
        pairs = list(zip(figures(model), figures(wanted[name]), strict=True))
        assert pairs and all(abs(a / b - 1) < 1e-9 for a, b in pairs), (name, pairs)
    assert "no feature reads this model" in messages and "idle" in messages
    for text in ("model fitted", "model applied"):
        assert text in messages, text


def test_a_model_that_cannot_be_fitted_leaves_the_others():
    """Everybody has bought once: there are scores, and nothing to learn of repeats."""
    config = configuration(
        name="cdnow", clock="event", **CHURN,
        kafka={"properties": {"session.timeout.ms": "6000"}})
    with cluster("--config", config, "--partitions", 2) as address:
        rubbish(address, "cdnow.models")
        rubbish(address, "cdnow.population")
        send(address, "events", [
            {"type": "purchase", "customer_id": f"c{n}", "ts": 1_700_000_000_000 + n * DAY,
             "amount": n + 1} for n in range(30)])
        with started("run", "--config", config, environment=address_of(address)) as service:
            wait_for(service, "model applied")
            assert service.stop() == DONE, "".join(service.messages)
        assert list(published(address, len)) == ["models/value"]
    messages = "".join(service.messages)
    for name in ("churn", "pace", "spend"):
        assert any(
            "nothing fitted" in line and name in line for line in service.messages), messages


def test_check_and_topics_say_what_is_fitted():
    config = configuration(name="cdnow", **CHURN)
    result = martlet("check", "--config", config)
    assert "no feature reads model 'idle'" in result.err, result.err
    assert "before the first refit" in result.err, result.err
    for topic in ("cdnow.models", "cdnow.population"):
        assert topic in result.out, result.out
    plain = {**CHURN, "features": {"n": {"count": "purchase"}},
             "segments": {"loyal": {"when": "n > 3"}}}
    result = martlet("check", "--config", configuration(name="cdnow", **plain))
    assert "there is nothing to fit anew" in result.err, result.err
    assert "cdnow.population" not in result.out, result.out
