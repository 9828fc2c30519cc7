"""How good the ready-made churn alerts are on two real shops, beside a rule without a model.

The first part of each history is for the fit, the rest judges. The table is that of the operator's
guide, which so says what a run gives.
"""

import functools
from bisect import bisect_right
from pathlib import Path
from statistics import mean, median

import reference
from oracle import milliseconds
from support import Replay, configuration, martlet, ndjson, read_lines, write

DAY = 86_400_000
GUIDE = Path(__file__).parents[2] / "Sources/martlet/Martlet.docc/ChurnAlerts.md"
# Events, the cut, the end, and how many days without a purchase make a customer lost.
SHOPS = {
    "CDNOW": ("cdnow_sample", "1997-10-01T00:00:00Z", "1998-07-01T00:00:00Z", 120),
    "Online Retail": ("online_retail_orders", "2011-07-01T00:00:00Z", "2011-12-10T00:00:00Z", 90),
}
FEATURES = {
    "purchases": {"count": "purchase"},
    "last_purchase": {"last": "purchase.ts"},
    "pause": {"rhythm": {"model": "pauses"}},
    "alive": {"p_alive": {"model": "mbgnbd", "of": "purchase"}},
    "coming": {"expected_purchases": {"model": "mbgnbd", "of": "purchase", "horizon": "90d"}},
    "drop": {
        "activity_drop": {"of": "purchase", "recent": "28d", "baseline": "112d", "min_events": 3}
    },
}
MODELS = {"pauses": {"kind": "rhythm", "of": "purchase"}}
# The alerts of the guide, and two rules to compare them with.
RULES = {
    "sixty_days": "days_since(last_purchase) >= 60",
    "silence": "days_since(last_purchase) > 3 * pause.mean_days && pause.gaps >= 2",
    "activity_drop": "drop > 0.15",
    "fading": "alive < 0.6",
    "expected_purchases": "coming < 0.25",
}


def area(scores, labels):
    """Area under the ROC curve: the share of pairs in order (Mann and Whitney), ties half."""
    quiet = sorted(s for s, label in zip(scores, labels) if not label)
    gone = [s for s, label in zip(scores, labels) if label]
    pairs = 0
    for score in gone:
        above = bisect_right(quiet, score)
        below = above
        while below and quiet[below - 1] == score:
            below -= 1
        pairs += below + (above - below) / 2
    return pairs / len(gone) / len(quiet)


def ranked(scores, labels):
    """Share of the customers whose score is known, and the area under the curve of these."""
    known = [(score, label) for score, label in zip(scores, labels) if score is not None]
    return len(known) / len(scores), area(*zip(*known))


def signals(customer, now):
    """What each alert goes by, of a profile at the cut; None = it is not known."""
    silent = (now - milliseconds(customer["last_purchase"])) / DAY
    return {
        "sixty_days": silent,
        "silence": silent / float(customer["pause"]["mean_days"]),
        "activity_drop": float(customer["drop"]) if "drop" in customer else None,
        "fading": 1 - float(customer["alive"]),
        "expected_purchases": -float(customer["coming"]),
    }


def judged(raised, purchases, cut, end, horizon):
    """Precision, recall and median lead in days of one alert's raises, each by customer.

    A raise is right if the customer stays away for a horizon. A customer is lost when a horizon has
    passed since a purchase, and that was announced if the alert was raised in this silence before.
    """
    right = [
        not any(at < time <= at + horizon for time in purchases[customer])
        for customer, raises in raised.items() for at in raises if at + horizon <= end
    ]
    leads = []
    for customer, times in purchases.items():
        for time, following in zip(times, times[1:] + [end + 1]):
            lost = time + horizon
            if cut < lost < following and lost <= end:
                leads.append(max(
                    ((lost - at) / DAY for at in raised.get(customer, ()) if time <= at < lost),
                    default=None))
    told = [lead for lead in leads if lead is not None]
    return (
        len(right), mean(right) if right else None, len(told) / len(leads),
        median(told) if told else None,
    )


@functools.cache
def figures(shop):
    """Judged raises, precision, recall, median lead and area under the curve by alert."""
    name, cut, end, days = SHOPS[shop]
    file, events = reference.events_file(name), reference.events(name)
    models = write("models.json", "")
    models.unlink()
    after = f"days_since(timestamp('{cut}')) >= 0"
    alerts = {
        alert: {"when": f"{rule} && {after}", "resolve_on": "purchase", "horizon": f"{days}d"}
        for alert, rule in RULES.items()
    }
    config = configuration(FEATURES, models={"file": str(models), **MODELS}, churn_alerts=alerts)
    martlet("fit", "--config", config, "--events", file, "--output", models, "--until", cut)
    before = ndjson([
        {key: e[key] for key in ("type", "customer_id", "ts")} for e in events if e["ts"] < cut
    ])
    profiles = Replay(config, before, until=cut).features
    raised = {alert: {} for alert in RULES}
    for record in read_lines(Replay(config, file, until=end).folder / "churn-alerts.ndjson"):
        if record["state"] == "raised":
            at = milliseconds(record["at"])
            raised[record["alert"]].setdefault(record["customer_id"], []).append(at)
    purchases = {}
    for event in events:
        purchases.setdefault(event["customer_id"], []).append(milliseconds(event["ts"]))
    cut, end, horizon = milliseconds(cut), milliseconds(end), days * DAY
    gone = [not any(cut <= t < cut + horizon for t in purchases[c]) for c in profiles]
    scores = [signals(profile, cut) for profile in profiles.values()]
    return {
        alert: (
            *judged(raised[alert], purchases, cut, end, horizon),
            *ranked([score[alert] for score in scores], gone),
        )
        for alert in RULES
    }


def shown(number, digits):
    return "-" if number is None else f"{number:.{digits}f}"


def table():
    """The table as the guide shows it."""
    lines = []
    for shop in SHOPS:
        for alert, (raises, precision, recall, lead, known, curve) in figures(shop).items():
            cells = (
                shop, f"`{alert}`", f"{raises:,}", shown(precision, 2), shown(recall, 2),
                shown(lead, 0), shown(known, 2), shown(curve, 2),
            )
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def test_the_guide_tells_what_a_run_gives():
    guide = GUIDE.read_text().splitlines()
    for line in table():
        assert line in guide, line


if __name__ == "__main__":
    print("\n".join(table()))
