"""What Martlet must answer, worked out the slow way: every value is recomputed from the raw events.

Semantics: the clock is the largest event time so far; before it moves, whatever is due in between
happens at its own instant; then the event is applied and its customer is looked at. A window of N
units is the clock's unit and the N-1 before it. UTC only.
"""

import heapq
from datetime import datetime, timedelta, timezone
from fractions import Fraction

UNITS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def milliseconds(ts):
    """An event's `ts` as milliseconds since the epoch."""
    if isinstance(ts, int):
        return ts
    return (datetime.fromisoformat(ts.replace("Z", "+00:00")) - EPOCH) // timedelta(milliseconds=1)


def instant(ms):
    """Milliseconds since the epoch as records have them."""
    text = (EPOCH + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


class Feature:
    """One feature: a definition as in the configuration; `where` is a function of the event."""

    def __init__(self, definition, where=None):
        kinds = [k for k in definition if k not in ("window", "where", "limit")]
        self.kind, sources = kinds[0], definition[kinds[0]]
        sources = [sources] if isinstance(sources, str) else sources
        self.sources = [source.partition(".")[::2] for source in sources]
        window = definition.get("window")
        self.unit = UNITS[window[-1]] if window else None
        self.length = int(window[:-1]) if window else None
        self.where = where or (lambda event: True)

    def folded(self, history, now):
        """(instant, value, whether `where` holds) of the events in scope; value None = no value."""
        for ts, event in history:
            if (
                self.unit
                and not now // self.unit - self.length < ts // self.unit <= now // self.unit
            ):
                continue
            for kind, field in self.sources:
                if event["type"] == kind:
                    value = ts if field == "ts" else event.get(field) if field else True
                    if value is not None:
                        yield ts, value, self.where(event)

    def value(self, history, now):
        """The feature's value at `now`; None = unknown."""
        scope = list(self.folded(history, now))
        kept = [(ts, value) for ts, value, holds in scope if holds]
        values = [value for _, value in kept]
        of_instant = all(field == "ts" for _, field in self.sources)
        match self.kind:
            case "count":
                return len(kept)
            case "sum":
                return sum(values)
            case "distinct":
                return len(set(values))
            case "tally":
                return {v: values.count(v) for v in values}
            case "share":
                return Fraction(len(kept), len(scope)) if scope else None
        if not kept:
            return None
        match self.kind:
            case "mean":
                return Fraction(sum(values)) / len(values)
            case "min":
                found = min(values)
            case "max":
                found = max(values)
            case "first":
                found = min(kept, key=lambda pair: pair[0])[1]
            case "last":
                found = max(reversed(kept), key=lambda pair: pair[0])[1]
        return instant(found) if of_instant else found

    def leaves_at(self, ts):
        """The instant at which an event of `ts` leaves the window; None = never."""
        return (ts // self.unit + self.length) * self.unit if self.unit else None


class Oracle:
    """Events in, segment changes and profiles out."""

    def __init__(self, features, segments, silence=(), remember=8):
        """`segments`: name to function (features, now, last purchase) -> bool.

        `silence`: lengths in ms after an event at which a segment may change.
        """
        self.features, self.segments = features, segments
        self.silence, self.remember = silence, remember
        self.histories, self.ids, self.members = {}, {}, {}
        self.due, self.clock, self.changes = [], None, []

    def values(self, customer, now):
        history = self.histories[customer]
        found = {name: f.value(history, now) for name, f in self.features.items()}
        return {name: value for name, value in found.items() if value is not None}

    def look(self, customer, now, cause):
        """Evaluates one customer's segments and notes a change."""
        values = self.values(customer, now)
        after = {n for n, rule in self.segments.items() if rule(values, now)}
        before = self.members.get(customer, set())
        if after != before:
            self.members[customer] = after
            entered, exited = sorted(after - before), sorted(before - after)
            change = (customer, instant(now), tuple(entered), tuple(exited), cause)
            self.changes.append(change)

    def advance(self, to):
        """Moves the clock; what is due by then happens, each at its instant."""
        while self.due and self.due[0][0] <= to:
            at, customer = heapq.heappop(self.due)
            self.look(customer, at, "deadline")
        self.clock = to

    def add(self, event):
        """Applies one event; returns False for a duplicate."""
        customer, ts = str(event["customer_id"]), milliseconds(event["ts"])
        if self.clock is None or ts > self.clock:
            self.advance(ts)
        ids = self.ids.setdefault(customer, [])
        if event.get("event_id") is not None:
            if event["event_id"] in ids:
                return False
            self.ids[customer] = (ids + [event["event_id"]])[-self.remember :]
        self.histories.setdefault(customer, []).append((ts, event))
        leaving = [f.leaves_at(ts) for f in self.features.values()]
        for at in {*leaving, *(ts + length for length in self.silence)} - {None}:
            if at > self.clock:
                heapq.heappush(self.due, (at, customer))
        self.look(customer, self.clock, "event")
        return True
