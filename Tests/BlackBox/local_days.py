"""Days of a time zone, and one segment over a window of them worked out customer by customer.

Independent of Martlet: the days come from Python's `zoneinfo`.
"""

import functools
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = 86_400_000
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class LocalDays:
    """Calendar days of one zone as numbers, days since 1970-01-01."""

    def __init__(self, zone):
        self.zone = ZoneInfo(zone)
        self.number = functools.cache(self._number)
        self.start = functools.cache(self._start)

    def _number(self, half_hour):
        """The day of a half hour since the epoch; offsets are whole numbers of them."""
        at = EPOCH + timedelta(minutes=30 * half_hour)
        return at.astimezone(self.zone).date().toordinal() - EPOCH.toordinal()

    def day(self, ms):
        return self.number(ms // 1_800_000)

    def _start(self, day):
        """The first instant of a day; where its midnight is left out, the instant of the jump."""
        date = EPOCH.date() + timedelta(days=day)
        midnight = datetime(date.year, date.month, date.day, tzinfo=self.zone)
        return int(midnight.timestamp() * 1000)


class Membership:
    """Orders within `length` days >= `least`, with `min_dwell` and `cooldown` in milliseconds."""

    def __init__(self, days, length=30, least=3, min_dwell=0, cooldown=0):
        self.days, self.length, self.least = days, length, least
        self.pause = {True: min_dwell, False: cooldown}

    def changes(self, orders, until):
        """(instant, direction) of each change, for one customer.

        `orders`: (clock at which it is applied, its own instant), in the order of arrival.
        """
        inside, changed, found = False, None, []
        known = []

        def look(now):
            nonlocal inside, changed
            today = self.days.day(now)
            count = sum(1 for d in known if today - self.length < d <= today)
            if (count >= self.least) == inside:
                return
            if changed is not None and now < changed + self.pause[inside]:
                return
            inside, changed = not inside, now
            found.append((now, "entered" if inside else "exited"))

        def pass_time(since, to):
            """Looks at every instant after `since`, up to `to`, at which something may change."""
            now = since
            while True:
                coming = [self.days.start(d + self.length) for d in set(known)]
                if changed is not None:
                    coming.append(changed + self.pause[inside])
                coming = [at for at in coming if now < at <= to]
                if not coming:
                    return
                now = min(coming)
                look(now)

        clock = None
        for applied, at in orders:
            if clock is not None:
                pass_time(clock, applied)
            known.append(self.days.day(at))
            clock = applied
            look(clock)
        pass_time(clock, until)
        return found
