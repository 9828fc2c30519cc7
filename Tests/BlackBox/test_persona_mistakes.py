"""Personas: what goes wrong, and what is said about it."""

from support import BAD_CONFIGURATION, MISSING, USAGE, configuration, fresh, martlet, ndjson, write
from test_personas import CLUSTERED, COMPARED, FEATURES, fitted, shop


def test_models_that_do_not_fit():
    events = ndjson(shop(5, count=300))
    models = fresh("models.json")
    config = configuration(FEATURES, personas=CLUSTERED, models={"file": str(models)})
    options = "--config", config, "--events", events, "--output", fresh("out")
    result = martlet("replay", *options, expect=BAD_CONFIGURATION)
    assert "there is no file" in result.err and "martlet fit" in result.err
    result = martlet("check", "--config", config)
    assert "warning" in result.err and "there is no file" in result.err
    fitted(config, events, output=models)
    martlet("replay", *options)
    good = models.read_text()
    for change, message in [
        ({"clusters": 3}, "there are 4 clusters, and the configuration has 3"),
        ({"clusters": ["a", "b", "c", "d"]}, "no cluster is named 'a'"),
        ({"features": {**COMPARED, "views_7d": None}}, "personas have no feature 'views_7d'"),
        ({"features": {**COMPARED, "orders": None}},
         "feature 'orders' of personas was fitted with"),
        ({"refresh_on": {"x": {"unusual": "purchase.amount", "quantile": 0.5}}},
         "there is no quantile for refresh 'x'"),
    ]:
        other = configuration(
            FEATURES, personas={**CLUSTERED, **change}, models={"file": str(models)})
        for command in ("replay", "check"):
            more = options[2:] if command == "replay" else ()
            result = martlet(command, "--config", other, *more, expect=BAD_CONFIGURATION)
            assert message in result.err, result.err
    for text, message in [
        ("", "no JSON"), ("[]", "no object"), (good.replace('"format": 1', '"format": 9'), "9"),
        (good.replace('"deviation": ', '"deviation": -'), "must be 0 or above"),
        (good.replace('"mean":', '"men":'), "mean' is missing"),
        (good.replace('"id": 2', '"id": 1'), "nobody else's"),
    ]:
        models.write_text(text)
        result = martlet("replay", *options, expect=BAD_CONFIGURATION)
        assert message in result.err and str(models) in result.err, result.err
        assert "Fatal" not in result.err


def test_mistakes_in_the_configuration():
    base = {"rules": {"all": "true"}, "refresh_every": "1d"}
    for change, message in [
        ({"refresh_every": None}, "has no value"),
        ({"rules": {"unassigned": "true"}}, "who fit no persona"),
        ({"rules": [{"a": "true"}, {"a": "orders > 1"}]}, "is there twice"),
        ({"rules": {"a": "ordrs > 1"}}, "did you mean 'orders'"),
        ({"margin": 0.1}, "personas by rules have no 'margin'"),
        ({"refresh_on": {"schedule": {"first": "purchase"}}}, "other refreshes"),
        ({"refresh_on": {"x": {"first": "purchase", "when": "true"}}}, "needs one of"),
        ({"refresh_on": {"x": {"first": "purchase", "times": 3}}}, "belongs to 'unusual'"),
        ({"refresh_on": {"x": {"changes": "teir"}}}, "did you mean 'tier'"),
        ({"refresh_on": {"x": {"segments": "loyal"}}}, "unknown segment 'loyal'"),
        ({"refresh_on": {"x": "orders > 3"}}, "reads no field of the event"),
        ({"refresh_when": {"x": "event.a > 3"}}, "only where there is an event"),
        ({"features": {"recency": {"value": "last_purchase"}}}, "days_since"),
        ({"features": {"orders": {"scale": "cube"}}}, "unknown scale 'cube'"),
        ({"features": {"orders": {"clip": [0.9, 0.1]}}}, "the lower first"),
        ({"refresh_evry": "1d"}, "unknown key 'refresh_evry'"),
    ]:
        config = configuration(FEATURES, personas={**base, **change})
        result = martlet("check", "--config", config, expect=BAD_CONFIGURATION)
        assert message in result.err, (change, result.err)
        assert "^" in result.err
    moving = configuration(
        {**FEATURES, "alive": {"p_alive": {"model": "mbgnbd", "of": "purchase"}}},
        personas={**base, "refresh_on": {"x": {"changes": "alive"}}})
    result = martlet("check", "--config", moving, expect=BAD_CONFIGURATION)
    assert "another number at every instant" in result.err, result.err
    without = configuration(FEATURES, personas={"rules": {"all": "true"}})
    assert "ever found" in martlet("check", "--config", without, expect=BAD_CONFIGURATION).err
    lone = configuration(FEATURES, personas={"clusters": 3, "refresh_every": "1d"})
    assert "need 'features'" in martlet("check", "--config", lone, expect=BAD_CONFIGURATION).err


def test_fit_says_what_goes_wrong():
    config = configuration(FEATURES, personas=CLUSTERED)
    few = ndjson(shop(6, customers=2, count=9))
    result = martlet("fit", "--config", config, "--events", few, expect=1)
    assert "4 clusters need as many customers" in result.err
    none = configuration(FEATURES)
    assert "neither models nor personas" in martlet(
        "fit", "--config", none, "--events", few, expect=BAD_CONFIGURATION).err
    missing = ("--previous", fresh("none.json"))
    martlet("fit", "--config", config, "--events", few, *missing, expect=MISSING)
    broken = ("--previous", write("broken.json", "{"))
    martlet("fit", "--config", config, "--events", few, *broken, expect=65)
    martlet("fit", "--config", config, "--events", few, "--seed", "-1", expect=USAGE)
