"""Instances that join, leave, come back, and take one another's place."""

import signal
import time

from feed import CUSTOMERS, Feed
from promises import drained, keep, offsets
from stage import SESSION
from support import Skip


def fed(stage, seconds=4):
    """A feed that has sent its events."""
    feed = Feed(stage, seconds)
    feed.start()
    return feed


def leave(*instances):
    for instance in instances:
        instance.send(signal.SIGTERM)
    for instance in instances:
        assert instance.ends() == 0, instance.log[-2000:]


def serve(stage, feed):
    """One instance takes in a whole feed, keeps every promise, and leaves."""
    instance = stage.start("a")
    feed.join()
    keep(stage, feed)
    leave(instance)


def test_a_second_instance_comes_and_goes(stage):
    feed = fed(stage, 20)
    first = stage.start("a")
    first.awaits("assigned")
    second = stage.start("b")
    second.awaits("assigned")
    time.sleep(4)
    leave(second)
    feed.join()
    keep(stage, feed)
    leave(first)


def test_a_restart_goes_on_where_it_stopped(stage):
    for number in range(3):
        feed = fed(stage, 4) if number == 0 else more(feed)
        serve(stage, feed)


def more(feed):
    """The same events' continuation."""
    next_one = Feed(feed.stage, 4)
    next_one.random, next_one.repeated = feed.random, feed.repeated
    next_one.events = feed.events
    number = feed.total
    send = next_one.send
    next_one.send = lambda offset: send(number + offset)
    next_one.start()
    return next_one


def test_inputs_that_are_written_in_transactions(stage):
    """Aborted events are not seen, and the marks of transactions leave no lag behind."""
    if stage.embedded:
        raise Skip("the embedded cluster shows aborted records")
    feed = Feed(stage, 15, transactions=True)
    feed.start()
    serve(stage, feed)


def test_aborted_events_leave_neither_lag_nor_gap(stage):
    """They came while nobody read; then they are deleted, and the service starts again."""
    if stage.embedded:
        raise Skip("the embedded cluster shows aborted records")
    feed = Feed(stage, 4, transactions=True)
    feed.start()
    serve(stage, feed)
    feed.abort([f"c{number}" for number in range(CUSTOMERS)])
    instance = stage.start("a")
    problems = offsets(stage)
    assert not problems, problems
    leave(instance)
    stage.delete_input()
    instance = stage.start("a")
    feed = more(feed)
    feed.join()
    keep(stage, feed)
    leave(instance)


def test_the_older_of_two_with_one_name_ends(stage):
    if stage.embedded:
        raise Skip("the embedded cluster fences nobody")
    feed = fed(stage, 15)
    older = stage.start("a")
    older.awaits("assigned")
    newer = stage.start("a", elsewhere=True)
    assert older.ends(30) == 10, older.log[-2000:]
    feed.join()
    keep(stage, feed)
    leave(newer)


def test_one_that_was_replaced_in_its_sleep_ends(stage):
    """It wakes up in the midst of its work, and must not write anything."""
    feed = fed(stage, 20)
    sleeper = stage.start("a")
    sleeper.awaits("assigned")
    time.sleep(3)
    if stage.embedded:
        # It does not fence who wakes up: so let nothing be half done.
        feed.pause.set()
        feed.producer.flush(20)
        drained(stage, feed)
    sleeper.send(signal.SIGSTOP)
    replacement = stage.start("a" if not stage.embedded else "b", elsewhere=True)
    feed.pause.clear()
    time.sleep(SESSION + 2)
    sleeper.send(signal.SIGCONT)
    assert sleeper.ends(30) == 10, sleeper.log[-2000:]
    feed.join()
    keep(stage, feed)
    leave(replacement)


def test_a_quick_restart_moves_no_partition(stage):
    if stage.embedded:
        raise Skip("the embedded cluster knows no static members")
    feed = fed(stage, 25)
    first, second = stage.start("a"), stage.start("b")
    for instance in (first, second):
        instance.awaits("assigned")
    time.sleep(SESSION)
    before = second.log.count("assigned")
    for number in (signal.SIGTERM, signal.SIGKILL):
        first.send(number)
        first.ends()
        first = stage.start("a")
        first.awaits("assigned")
    time.sleep(2)
    assert second.log.count("assigned") == before, second.log[-2000:]
    feed.join()
    keep(stage, feed)
    leave(first, second)
