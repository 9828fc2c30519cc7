"""Two instances under load that are killed, stopped, paused and asked to go, at random."""

import random
import signal
import time

from feed import Feed
from promises import drained, keep
from stage import SESSION


def restarted(stage, instances, index, wait):
    """An instance in the place of one that is gone, after a while."""
    time.sleep(wait)
    instances[index] = stage.start(instances[index].name)


def supervise(stage, instances):
    """Starts again what has ended by itself: as fenced, or because the cluster was away."""
    for index, instance in enumerate(instances):
        code = instance.process.poll()
        if code is not None:
            assert code in (10, 69), (code, instance.log[-2000:])
            last = instance.log.strip().splitlines()[-1:]
            stage.notes.append(f"{instance.path.name} ended with {code}: {last}")
            restarted(stage, instances, index, 0)


def settle(stage, feed, instances):
    """Ends the faults: both instances run until all events are through, then leave."""
    feed.join()
    supervise(stage, instances)
    keep(stage, feed)
    supervise(stage, instances)
    for instance in instances:
        instance.awaits("joined")
        instance.send(signal.SIGTERM)
    for instance in instances:
        assert instance.ends() == 0, instance.log[-2000:]


def faults(stage, names, actions):
    """Lets a chosen action befall a chosen instance again and again while events flow."""
    choice = random.Random(stage.seed + 1)
    feed = Feed(stage)
    instances = [stage.start(name) for name in names]
    feed.start()
    count = 0
    while feed.is_alive():
        time.sleep(choice.uniform(0.5, 3))
        supervise(stage, instances)
        index = choice.randrange(len(instances))
        if stage.embedded:
            # Half a transaction is visible there: so wait until none is open.
            feed.pause.set()
            feed.producer.flush(20)
            drained(stage, feed)
        choice.choice(actions)(stage, instances, index, choice)
        count += 1
        feed.pause.clear()
    stage.notes.append(f"{count} faults")
    settle(stage, feed, instances)


def kill(stage, instances, index, choice):
    instances[index].send(signal.SIGKILL)
    instances[index].process.wait()
    # Back before the group gives its place away, or after that.
    restarted(stage, instances, index, choice.choice([0, 1, SESSION + 2]))


def terminate(stage, instances, index, choice):
    instances[index].send(signal.SIGTERM)
    code = instances[index].ends()
    assert code in (0, 143), (code, instances[index].log[-2000:])
    restarted(stage, instances, index, choice.choice([0, 1, SESSION + 2]))


def pause(stage, instances, index, choice):
    instances[index].send(signal.SIGSTOP)
    time.sleep(choice.choice([0.5, 2]))
    instances[index].send(signal.SIGCONT)


def pause_for_long(stage, instances, index, choice):
    """Whoever stood still for longer than the session timeout is out, and ends."""
    instances[index].send(signal.SIGSTOP)
    time.sleep(SESSION + 2)
    instances[index].send(signal.SIGCONT)
    assert instances[index].ends() == 10, instances[index].log[-2000:]
    restarted(stage, instances, index, 0)


def test_named_instances_are_killed(stage):
    faults(stage, ["a", "b"], [kill])


def test_nameless_instances_are_killed(stage):
    faults(stage, [None, None], [kill])


def test_everything_at_random(stage):
    faults(stage, ["a", "b"], [kill, terminate, pause, pause_for_long])


def test_brokers_are_killed(stage):
    """Each broker in turn, while events flow."""

    def bounce(stage, instances, index, choice):
        number = choice.randrange(1, 4)
        stage.broker("kill", number)
        time.sleep(choice.uniform(1, 8))
        stage.broker("start", number)
        # The next one only when this one has caught up.
        time.sleep(15)

    stage.broker("start", 1)
    stage.seconds = max(stage.seconds, 120)
    faults(stage, ["a", "b"], [bounce, bounce, kill])
