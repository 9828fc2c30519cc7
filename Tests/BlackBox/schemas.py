"""The schemas of Schemas/, ready to check values."""

import functools
import json
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from support import REPOSITORY

FOLDER = REPOSITORY / "Schemas"


class Yaml12Loader(yaml.SafeLoader):
    """Takes on, off, yes, no and instants for text, as YAML 1.2 does."""


Yaml12Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in pairs
        if tag != "tag:yaml.org,2002:timestamp"
        and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(path):
    """Reads a JSON or YAML file."""
    text = Path(path).read_text()
    return json.loads(text) if str(path).endswith(".json") else yaml.load(text, Yaml12Loader)


@functools.cache
def registry():
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema))
        for schema in (load(path) for path in FOLDER.glob("*.schema.json"))
    )


@functools.cache
def validator(name):
    """Checks values against Schemas/NAME.schema.json, formats included."""
    schema = load(FOLDER / f"{name}.schema.json")
    Draft202012Validator.check_schema(schema)
    checker = FormatChecker(["date-time"])
    assert "date-time" in checker.checkers, "rfc3339-validator is missing"
    return Draft202012Validator(schema, registry=registry(), format_checker=checker)


def check(name, values, limit=3):
    """Fails with the first errors unless every value is valid; values may hold Decimals."""
    errors, count = [], 0
    for count, value in enumerate(values, 1):
        error = next(validator(name).iter_errors(value), None)
        if error is not None:
            place = "/".join(map(str, error.absolute_path))
            errors.append(f"{name} {count}: {place}: {error.message}")
            if len(errors) == limit:
                break
    assert not errors, "\n".join(errors)
    return count
