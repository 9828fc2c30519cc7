"""What Martlet must answer about personas, worked out the slow way, one customer at a time.

Written from the documents: every feature is recomputed from the raw events at every instant that
matters, and every such instant is looked at.
"""

import math
from bisect import bisect_left

from oracle import Feature, milliseconds

DAY = 86_400_000
MASK = (1 << 64) - 1


def mark(customer):
    """The customer's number: FNV-1a, stirred as SplitMix64 does."""
    value = 0xCBF29CE484222325
    for byte in customer.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    value = ((value ^ value >> 30) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ value >> 27) * 0x94D049BB133111EB) & MASK
    return value ^ value >> 31


class Customer:
    """One customer's events up to an instant, and what can be asked about them."""

    def __init__(self, features, history, now):
        self.features, self.history, self.now = features, history, now

    def __getitem__(self, name):
        return self.features[name].value(self.history, self.now)

    def days_since(self, name):
        since = self[name]
        return None if since is None else (self.now - milliseconds(since)) / DAY


class Story:
    """The refreshes of one customer.

    `find(customer, current)` gives (persona, more members of the record); a trigger is (name,
    function of the event, the customer with it and the events before), a forecast (name, function
    of the customer); `instants` gives the instants between events at which a forecast may flip.
    """

    def __init__(self, features, find, triggers, forecasts=(), interval=None, instants=None):
        self.features = {name: Feature(d, w) for name, (d, w) in features.items()}
        self.find, self.triggers, self.forecasts = find, triggers, forecasts
        self.interval, self.instants = interval, instants or (lambda history: [])

    def person(self, events, now):
        """The customer of these events at an instant."""
        history = sorted(((milliseconds(e["ts"]), e) for e in events), key=lambda h: h[0])
        return Customer(self.features, history, now)

    def refreshes(self, customer, events, until):
        events = sorted(events, key=lambda e: milliseconds(e["ts"]))
        times = [milliseconds(e["ts"]) for e in events]
        deadlines = set()
        if self.interval:
            phase = mark(customer) % self.interval
            at = times[0] // self.interval * self.interval + phase
            at += 0 if at > times[0] else self.interval
            deadlines |= set(range(at, until + 1, self.interval))
            schedule = set(deadlines)
        else:
            schedule = set()
        history = list(zip(times, events))
        for count in range(1, len(history) + 1):
            deadlines |= {t for t in self.instants(history[:count]) if t <= until}
        held, current, told = {}, None, []
        steps = [(t, 0, None) for t in deadlines if t > times[0]]
        steps += [(t, 1, e) for t, e in history]
        for now, _, event in sorted(steps, key=lambda s: s[:2]):
            known = bisect_left(times, now) + (event is not None)
            person = Customer(self.features, history[:known], now)
            names = []
            if event is not None:
                before = [e for _, e in history[: known - 1]]
                names += [n for n, fires in self.triggers if fires(event, person, before)]
            for name, rule in self.forecasts:
                holds = bool(rule(person))
                if holds and not held.get(name, False):
                    names.append(name)
                held[name] = holds
            if event is None and now in schedule:
                names.append("schedule")
            if not names:
                continue
            persona, more = self.find(person, current)
            told.append(
                {
                    "customer_id": customer, "seq": len(told) + 1, "at": now, "persona": persona,
                    "previous": current, "changed": persona != current, "trigger": names[0],
                    "kind": "deadline" if event is None else "event", **more,
                }
            )
            current = persona
        return told


class Clusters:
    """Personas by the clusters of a file of models."""

    def __init__(self, personas, values, limit=math.inf, margin=0.0):
        self.features, self.clusters = personas["features"], personas["clusters"]
        self.values, self.limit, self.margin = values, limit, margin

    def standardised(self, name, value):
        """Standard deviations from the mean."""
        feature = self.features[name]
        if value is None or feature["deviation"] == 0:
            return 0.0
        value = min(max(value, feature.get("low", -math.inf)), feature.get("high", math.inf))
        bent = {"none": lambda x: x, "log": math.log1p, "sqrt": math.sqrt}[feature["scale"]]
        bent = math.copysign(bent(abs(value)), value)
        return (bent - feature["mean"]) / feature["deviation"]

    def distance(self, cluster, place):
        return math.dist([cluster["centre"][name] for name in place], place.values())

    def find(self, person, current):
        values = {name: function(person) for name, function in self.values.items()}
        place = {name: self.standardised(name, value) for name, value in values.items()}
        traits = sorted(
            ({"feature": n, "value": float(v), "z": place[n]} for n, v in values.items()
             if v is not None),
            key=lambda t: -abs(t["z"]),
        )[:3]
        more = {"distance": None, "runner_up": None, "traits": traits}
        if not traits:
            return "unassigned", more
        order = sorted(self.clusters, key=lambda c: self.distance(c, place))
        own = next((c for c in self.clusters if c["name"] == current), None)
        limit, chosen = self.limit, order[0]
        if own is not None:
            limit *= 1 + self.margin
            bound = self.distance(own, place) * (1 - self.margin)
            if self.distance(own, place) <= limit and self.distance(order[0], place) >= bound:
                chosen = own
        first = chosen
        if self.distance(chosen, place) > limit:
            first, chosen = order[0], None
        others = [c for c in order if c is not first]
        more["distance"] = self.distance(first, place)
        more["runner_up"] = others[0]["name"] if others else None
        return chosen["name"] if chosen else "unassigned", more
